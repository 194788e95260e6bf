package change

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// AttributeError is Tempo's refusal of a worklog that lacks work attributes which
// the organization requires, with what is needed to name them. Nothing was written.
type AttributeError struct {
	Cause   error       // Tempo's refusal, a [tempo.Error]
	Missing []Attribute // in the order in which Tempo names them
}

// Error tells Tempo's refusal.
func (e *AttributeError) Error() string { return e.Cause.Error() }

// Unwrap returns Tempo's refusal.
func (e *AttributeError) Unwrap() error { return e.Cause }

// Attribute is a work attribute that a worklog lacks.
type Attribute struct {
	Key   string
	Name  string // as Tempo's refusal names it
	Type  string // such as ACCOUNT or STATIC_LIST; "" when not known
	Known bool   // Tempo lists the attribute, so that its type and its choices are known
	// Choices are the values that it takes: the entries of a list, or the accounts
	// that are open. There are none where any text will do.
	Choices []Choice
	// ChoicesErr is why the attribute or its choices could not be looked up, or nil.
	ChoicesErr error
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

// nameMissing turns Tempo's refusals for lack of work attributes into errors that
// tell what to choose from, looked up once for all of them.
func nameMissing(ctx context.Context, p *person.Person, changes []*Change) {
	ctx, cancel := context.WithTimeout(ctx, choicesLimit)
	defer cancel()
	known := sync.OnceValues(func() ([]tempo.WorkAttribute, error) { return p.WorkAttributes(ctx) })
	accounts := sync.OnceValues(func() ([]Choice, error) { return accountChoices(ctx, p.Tempo) })
	for _, c := range changes {
		missing := missingIn(c.Err)
		for i := range missing {
			missing[i].look(known, accounts)
		}
		if len(missing) > 0 {
			c.Err = &AttributeError{Cause: c.Err, Missing: missing}
		}
	}
}

// missingIn lists the attributes that a refusal names. Where the outcome is not
// known, there is no refusal.
func missingIn(err error) []Attribute {
	if _, uncertain := errors.AsType[*UncertainError](err); uncertain {
		return nil
	}
	var missing []Attribute
	for _, message := range failure(err).Messages {
		if m := requiredAttribute.FindStringSubmatch(message); m != nil {
			missing = append(missing, Attribute{Name: m[1], Key: m[2]})
		}
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
	a.Known, a.Type = true, list[at].Type
	if a.Type == tempo.AttributeAccount {
		a.Choices, a.ChoicesErr = accounts()
		return
	}
	for _, id := range list[at].Values {
		a.Choices = append(a.Choices, Choice{Value: id, Label: list[at].Names[id]})
	}
}

// accountChoices lists the accounts that are open.
func accountChoices(ctx context.Context, t *tempo.Client) ([]Choice, error) {
	var choices []Choice
	err := safe.Do(func() error { // what was written is to be told, whatever happens here
		for a, err := range t.Accounts(ctx) {
			if err != nil {
				return err
			}
			if a.Status == "OPEN" {
				choices = append(choices, Choice{Value: a.Key, Label: a.Name})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return choices, nil
}
