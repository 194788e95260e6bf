package sheet

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// filter says which worklogs a call is about. Empty means all.
type filter struct {
	issueKey   string
	projectKey string
	since      time.Time // of the latest change
	sinceDay   string
}

// narrows reports whether the worklogs of a day may be fewer than the day has.
func (f *filter) narrows() bool {
	return f.issueKey != "" || f.projectKey != "" || !f.since.IsZero()
}

// projectKey is what a Jira project key looks like.
var projectKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// readProject reads the key of a project, in upper case; none is "".
func readProject(argument, text string) (string, error) {
	key := strings.ToUpper(strings.TrimSpace(text))
	if key != "" && !projectKey.MatchString(key) {
		return "", say.Problem("%s %q is not a Jira project key such as ABC.", argument, say.Brief(text))
	}
	return key, nil
}

// echo repeats a call's filter in its answer.
type echo struct {
	IssueKey     string `json:"issueKey,omitempty" doc:"Only this issue"`
	ProjectKey   string `json:"projectKey,omitempty" doc:"Only this project"`
	Of           string `json:"of,omitempty" doc:"Whose time it is, when not one's own"`
	AccountID    string `json:"accountId,omitempty" doc:"Their Atlassian account id"`
	UpdatedSince string `json:"updatedSince,omitempty" doc:"Only what was entered or changed since, YYYY-MM-DD"`
}

// echoOf returns what to repeat, or nil when nothing was filtered.
func echoOf(f filter, of whose) *echo {
	e := echo{IssueKey: f.issueKey, ProjectKey: f.projectKey, UpdatedSince: f.sinceDay}
	if !of.mine() {
		e.Of, e.AccountID = of.name, of.accountID
	}
	if e == (echo{}) {
		return nil
	}
	return &e
}

// String is the filter as it follows the days: ", project ABC".
func (e *echo) String() string {
	if e == nil {
		return ""
	}
	var text strings.Builder
	for _, part := range [][2]string{
		{"issue ", e.IssueKey}, {"project ", e.ProjectKey}, {"of ", e.Of}, {"updated since ", e.UpdatedSince},
	} {
		if part[1] != "" {
			text.WriteString(", " + part[0] + part[1])
		}
	}
	return text.String()
}

// findIssue returns the issue with a key, by which it may have been called before.
func findIssue(ctx context.Context, c *kit.Caller, key string) (jira.Issue, error) {
	found, err := c.IssuesNow(ctx, []string{key})
	if err != nil {
		return jira.Issue{}, err
	}
	issue, ok := found[key]
	if !ok {
		return jira.Issue{}, &change.HiddenIssueError{Key: key}
	}
	return issue, nil
}

// presentKey asks Jira about a project on which no worklog is: its present key, or an
// error in words when there is none.
func presentKey(ctx context.Context, c *kit.Caller, key string) (string, error) {
	p, err := c.Jira.Project(ctx, key)
	if missing(err) {
		return "", say.MessageError(fmt.Sprintf("Jira shows no project %s: it does not exist, or you may not see it. Check the key.", key))
	}
	if err != nil {
		return "", fmt.Errorf("look up project %s: %w", key, err)
	}
	return p.Key, nil
}

// projectOf returns the project in an issue's key, or nothing.
func projectOf(issueKey string) string {
	at := strings.LastIndexByte(issueKey, '-')
	if at < 0 {
		return ""
	}
	return issueKey[:at]
}

// hiddenNote says that a filter by project has left out worklogs whose project
// nobody knows.
func hiddenNote(worklogs int) string {
	if worklogs == 0 {
		return ""
	}
	return fmt.Sprintf("Left out: %s on issues that Jira does not show, because their project is not known.", say.Count(worklogs, "worklog"))
}

// renamedNote says that a project is called otherwise now.
func renamedNote(asked, present string) string {
	return fmt.Sprintf("The project %s is called %s now.", asked, present)
}
