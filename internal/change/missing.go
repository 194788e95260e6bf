package change

import (
	"context"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// AttributeError says that a worklog lacks work attributes which the organization
// requires, or has values that they do not take, with what is needed to name them.
// Nothing was written.
type AttributeError struct {
	Cause      error       // Tempo's refusal, a [tempo.Error]; nil when nothing was sent
	Attributes []Attribute // in the order in which Tempo, or else the caller, names them
}

// Error tells Tempo's refusal.
func (e *AttributeError) Error() string {
	if e.Cause == nil {
		return "a list has no entry " + e.Attributes[0].Given
	}
	return e.Cause.Error()
}

// Unwrap returns Tempo's refusal.
func (e *AttributeError) Unwrap() error { return e.Cause }

// Attribute is a work attribute that a worklog lacks, or has a wrong value of.
type Attribute struct {
	Key   string
	Name  string // as Tempo names it
	Given string // the wrong value; "" when there was none
	Type  string // such as ACCOUNT or STATIC_LIST; "" when not known
	Known bool   // Tempo lists the attribute, so that its type and its choices are known
	// Choices are the values that it takes: the entries of a list, or the accounts
	// that are open. There are none where any text will do.
	Choices []Choice
	// ChoicesErr is why the attribute or its choices could not be looked up, or nil.
	ChoicesErr error
	// Issue is why an account did not come from the issue; nil for other attributes.
	Issue *NoAccount
}

// NoAccount is why the account of an issue is not known.
type NoAccount struct {
	IssueKey string
	Field    string // that accounts are read from; "" when none is set
	NoField  bool   // Jira does not show the field: it does not exist, or not on this issue
}

// Choice is a value of a work attribute, with the label that people know it by.
type Choice struct {
	Value string // the id of a list's entry, the key of an account
	Label string // the name of the account or of the entry; "" when it has none
}

// requiredAttribute is how Tempo says that a work attribute is missing. Older
// versions put the name in quotes.
var requiredAttribute = regexp.MustCompile(`^Work attribute '?(.+?)'? \(([^()]+)\) is required$`)

// choicesLimit is how long an answer waits for what attributes there are. The
// refusal is worth telling without them.
const choicesLimit = 10 * time.Second

// nameMissing turns Tempo's refusals for work attributes into errors that tell what
// to choose from, looked up once for all of them.
func nameMissing(ctx context.Context, p *person.Person, changes []*Change) {
	ctx, cancel := context.WithTimeout(ctx, choicesLimit)
	defer cancel()
	known := sync.OnceValues(func() ([]tempo.WorkAttribute, error) { return p.WorkAttributes(ctx) })
	accounts := sync.OnceValues(func() ([]Choice, error) { return accountChoices(ctx, p) })
	for _, c := range changes {
		missing := missingIn(c)
		for i := range missing {
			missing[i].look(known, accounts)
			if missing[i].Key == tempo.AccountKey && missing[i].Given == "" && c.Issue.Key != "" {
				missing[i].Issue = &NoAccount{c.Issue.Key, p.Jira.AccountField(), c.Issue.NoField}
			}
		}
		if len(missing) > 0 {
			c.Err = &AttributeError{Cause: c.Err, Attributes: missing}
		}
	}
}

// missingIn lists the attributes that the refusal of a change names. Where the outcome
// is not known, there is no refusal.
func missingIn(c *Change) []Attribute {
	if _, uncertain := asUncertain(c.Err); uncertain {
		return nil
	}
	var missing []Attribute
	for _, message := range failure(c.Err).Messages {
		if m := requiredAttribute.FindStringSubmatch(message); m != nil {
			missing = append(missing, Attribute{Name: m[1], Key: m[2]})
		}
	}
	if at := wrongAccount(c, c.Err); at >= 0 {
		missing = append(missing, Attribute{Key: c.attributes[at].Key, Name: "Account", Given: c.attributes[at].Value})
	}
	return missing
}

// look finds the attribute's type and choices.
func (a *Attribute) look(known func() ([]tempo.WorkAttribute, error), accounts func() ([]Choice, error)) {
	list, err := known()
	at := slices.IndexFunc(list, func(k tempo.WorkAttribute) bool { return k.Key == a.Key })
	if err != nil || at < 0 {
		a.ChoicesErr = err
		return
	}
	issue, name := a.Issue, a.Name
	*a = choicesOf(list[at], a.Given)
	a.Issue, a.Name = issue, name
	if a.Type == tempo.AttributeAccount {
		a.Choices, a.ChoicesErr = accounts()
	}
}

// choicesOf tells what an attribute takes that has a wrong value, or none.
func choicesOf(known tempo.WorkAttribute, given string) Attribute {
	a := Attribute{Key: known.Key, Name: known.Name, Given: given, Type: known.Type, Known: true}
	if a.Type == tempo.AttributeAccount {
		return a
	}
	for _, id := range known.Values {
		a.Choices = append(a.Choices, Choice{Value: id, Label: known.Names[id]})
	}
	return a
}

// accountChoices lists the accounts that are open.
func accountChoices(ctx context.Context, p *person.Person) ([]Choice, error) {
	var choices []Choice
	err := safe.Do(func() error { // what was written is to be told, whatever happens here
		list, err := p.Accounts(ctx)
		for _, a := range list {
			if a.Status == "OPEN" {
				choices = append(choices, Choice{Value: a.Key, Label: a.Name})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return choices, nil
}
