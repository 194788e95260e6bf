package change_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// demanding makes a site whose worklogs need attributes of all kinds.
func demanding(s *sim.Sim) {
	s.AddAccount(sim.Account{ID: 7, Key: "ACME", Name: "Acme"})
	s.AddAccount(sim.Account{ID: 8, Key: "GONE", Name: "Gone", Status: "CLOSED"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT", Required: true})
	s.AddWorkAttribute(sim.WorkAttribute{
		Key: "_Kind_", Name: "Kind", Type: "STATIC_LIST", Required: true,
		Values: []string{"id-1", "id-2"}, Names: map[string]string{"id-1": "Development"},
	})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Note_", Name: "Note", Type: "INPUT_FIELD", Required: true})
}

// missing returns what a change lacks.
func missing(t *testing.T, c *change.Change) []change.Attribute {
	t.Helper()
	e, ok := errors.AsType[*change.AttributeError](c.Err)
	if !ok {
		t.Fatalf("%v is no AttributeError", c.Err)
	}
	if cause, ok := errors.AsType[*tempo.Error](e); !ok || cause.Status != 400 {
		t.Errorf("the cause is %v", cause)
	}
	return e.Attributes
}

// TestMissingAttributes tells what to choose from.
func TestMissingAttributes(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	demanding(s)
	original(s)
	want := []change.Attribute{
		{
			Key: "_Account_", Name: "Account", Type: "ACCOUNT", Known: true, Choices: []change.Choice{{Value: "ACME", Label: "Acme"}},
			Issue: &change.NoAccount{IssueKey: "ATLAS-1", Field: sim.AccountField},
		},
		{Key: "_Kind_", Name: "Kind", Type: "STATIC_LIST", Known: true, Choices: []change.Choice{{Value: "id-1", Label: "Development"}, {Value: "id-2"}}},
		{Key: "_Note_", Name: "Note", Type: "INPUT_FIELD", Known: true},
	}
	created, edited := entry(), edit(text("Invoices"))
	apply(t, p, created, edited)
	for _, c := range []*change.Change{created, edited} {
		if c == edited {
			want[0].Issue = nil // of a new worklog only is the account the issue's
		}
		if diff := cmp.Diff(want, missing(t, c)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// TestChoicesOnce asks once for what all changes lack.
func TestChoicesOnce(t *testing.T) {
	t.Parallel()
	for _, forbidden := range []string{"", "/4/accounts", "/4/work-attributes"} {
		s, p := newSite(t)
		demanding(s)
		if forbidden != "" {
			s.AddFault(sim.Fault{PathPrefix: forbidden, Status: 403})
		}
		var changes []*change.Change
		for i := range 40 {
			s.AddIssue(sim.Issue{ID: int64(30000 + i%20), Key: fmt.Sprintf("MANY-%d", i%20+1), Summary: "One of many"})
			changes = append(changes, entry(on(fmt.Sprintf("MANY-%d", i%20+1))))
		}
		apply(t, p, changes...)
		for _, c := range changes {
			if account := missing(t, c)[0]; (account.ChoicesErr == nil) != (forbidden == "") || (len(account.Choices) > 0) != (forbidden == "") {
				t.Errorf("without %s: %+v", forbidden, account)
			}
		}
		asked := requests(s, "/4/")
		if n, m := strings.Count(asked, "GET accounts"), strings.Count(asked, "GET work-attributes"); n > 1 || m != 1 {
			t.Errorf("asked %d times for accounts, %d times for attributes", n, m)
		}
		// Who, the issues, the sheet, the schedule; a bulk, a look and one an issue; the choices.
		if n := len(s.Requests()); n > 4+3*20+2 {
			t.Errorf("%d requests", n)
		}
	}
}

// TestChoicesUnknown keeps the refusal when nobody tells what there is.
func TestChoicesUnknown(t *testing.T) {
	t.Parallel()
	s := newSim()
	demanding(s)
	s.AddFault(sim.Fault{PathPrefix: "/4/work-attributes", Status: 500})
	c := entry()
	apply(t, connect(t, s), c)
	for _, a := range missing(t, c) {
		if a.Known || a.Type != "" || a.ChoicesErr == nil || a.Name == "" || a.Key == "" {
			t.Errorf("%+v", a)
		}
	}
	s.ClearFaults()
	s.RequiredAttributes = nil
	s.AddFault(sim.Fault{Match: isWrite, Status: 400, Body: `{"errors":[{"message":"Work attribute 'Old: name' (_Old_) is required"},{"message":"Other"}]}`})
	c = entry()
	apply(t, connect(t, s), c)
	if diff := cmp.Diff([]change.Attribute{{Key: "_Old_", Name: "Old: name"}}, missing(t, c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestMissingButUncertain does not call a write refused of which nobody knows.
func TestMissingButUncertain(t *testing.T) {
	t.Parallel()
	s := newSim()
	demanding(s)
	s.AddFault(sim.Fault{Status: 500, Skip: 1, Match: isRead})
	changes := []*change.Change{entry(), entry()}
	apply(t, connect(t, s), changes...)
	for i, c := range changes {
		if _, ok := errors.AsType[*change.AttributeError](c.Err); ok || state(c.Err) != "unknown" {
			t.Errorf("change %d: %v", i, c.Err)
		}
	}
}
