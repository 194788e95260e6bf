package sim

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	jqlOrder  = regexp.MustCompile(`(?i)\s*\border\s+by\b.*$`)
	jqlAnd    = regexp.MustCompile(`(?i)\s+and\s+`)
	jqlClause = regexp.MustCompile(`(?i)^\s*"?([\w ]+?)"?\s*(!=|=|~|\bnot\s+in\b|\bin\b)\s*(.+?)\s*$`)
)

// findIssues finds the issues that fit a query. It knows clauses joined by AND
// on project, key, id, assignee, worklogAuthor, status, statusCategory, summary
// and text, and it heeds no ORDER BY.
func (s *Sim) findIssues(c *call, jql string) ([]*Issue, error) {
	where := strings.TrimSpace(jqlOrder.ReplaceAllString(jql, ""))
	if where == "" {
		return nil, errors.New("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.") //nolint:revive,staticcheck // Jira's own words
	}
	found := s.site.visibleIssues(c.caller)
	for _, part := range jqlAnd.Split(where, -1) {
		clause := jqlClause.FindStringSubmatch(part)
		if clause == nil {
			return nil, fmt.Errorf("Error in the JQL Query: %s", part) //nolint:revive // Jira's own words
		}
		fits, err := s.clause(c, strings.ToLower(clause[1]), operator(clause[2]), operands(clause[3]))
		if err != nil {
			return nil, err
		}
		found = slices.DeleteFunc(found, func(i *Issue) bool { return !fits(i) })
	}
	return found, nil
}

func operator(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

// operands reads one value or a list in parentheses, in lower case.
func operands(text string) []string {
	var list []string
	for _, value := range commaList([]string{strings.TrimSuffix(strings.TrimPrefix(text, "("), ")")}) {
		value = strings.Trim(value, `"' )`)
		list = append(list, strings.ToLower(value))
	}
	return list
}

func (s *Sim) clause(c *call, field, op string, values []string) (func(*Issue) bool, error) {
	if op == "~" {
		return textClause(field, values)
	}
	read, known := s.jqlField(field)
	if !known {
		return nil, fmt.Errorf("Field '%s' does not exist or you do not have permission to view it.", field) //nolint:revive,staticcheck // Jira's own words
	}
	for i, value := range values {
		if strings.HasPrefix(value, "currentuser(") {
			values[i] = strings.ToLower(c.caller)
		}
	}
	wanted := op == "=" || op == "in"
	return func(i *Issue) bool {
		has := slices.ContainsFunc(read(i), func(v string) bool { return slices.Contains(values, strings.ToLower(v)) })
		return has == wanted
	}, nil
}

func textClause(field string, values []string) (func(*Issue) bool, error) {
	if field != "summary" && field != "text" {
		return nil, fmt.Errorf("The operator '~' is not supported by the '%s' field.", field) //nolint:revive,staticcheck // Jira's own words
	}
	words := strings.Fields(strings.Join(values, " "))
	return func(i *Issue) bool {
		summary := strings.ToLower(i.Summary)
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(summary, strings.TrimSuffix(word, "*")) })
	}, nil
}

// jqlField returns the function that reads a field's values from an issue.
func (s *Sim) jqlField(field string) (read func(*Issue) []string, known bool) {
	switch field {
	case "project":
		return func(i *Issue) []string {
			p := s.site.projectOf(i)
			return []string{p.Key, p.Name, fmt.Sprint(p.ID)}
		}, true
	case "key", "issuekey", "issue", "id":
		return func(i *Issue) []string { return append([]string{i.Key, fmt.Sprint(i.ID)}, i.OldKeys...) }, true
	case "assignee":
		return func(i *Issue) []string { return []string{i.Assignee} }, true
	case "worklogauthor":
		return s.worklogAuthors, true
	case "status":
		return func(i *Issue) []string { return []string{i.Status} }, true
	case "statuscategory":
		return func(i *Issue) []string {
			key, name := statusCategory(i.Status)
			return []string{key, name}
		}, true
	default:
		return nil, false
	}
}

func (s *Sim) worklogAuthors(i *Issue) []string {
	var authors []string
	for _, e := range s.site.worklogs.byID {
		if e.IssueID == i.ID && !slices.Contains(authors, e.AuthorAccountID) {
			authors = append(authors, e.AuthorAccountID)
		}
	}
	return authors
}
