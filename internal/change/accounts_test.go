package change_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// billed puts issues there, BILL-1 and so on, each second of them with the account
// of the one before.
func billed(s *sim.Sim, issues int) []*change.Change {
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT", Required: true})
	var changes []*change.Change
	for i := range issues {
		id := int64(i/2 + 1)
		s.AddAccount(sim.Account{ID: id, Key: fmt.Sprintf("ACC%d", id), Name: "An account"})
		s.AddIssue(sim.Issue{ID: int64(20000 + i), Key: fmt.Sprintf("BILL-%d", i+1), Summary: "x", AccountID: id})
		changes = append(changes, entry(on(fmt.Sprintf("BILL-%d", i+1)), func(d *change.Draft) { d.Spent = time.Minute }))
	}
	return changes
}

// TestAccountsSideBySide asks for each account once, several at a time.
func TestAccountsSideBySide(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSim()
		changes := billed(s, 32)
		s.Latency = time.Second
		p := connect(t, s, func(o *tempo.Options) { o.MaxConcurrency = 16 })
		began := time.Now()
		apply(t, p, changes...)
		for i, c := range changes {
			if c.Err != nil || c.After.Attributes.Values[0] != (tempo.AttributeValue{Key: "_Account_", Value: fmt.Sprintf("ACC%d", i/2+1)}) {
				t.Errorf("change %d: %+v", i, c)
			}
		}
		if n := strings.Count(requests(s, "/4/"), "accounts/"); n != 16 {
			t.Errorf("asked for %d accounts, want 16", n)
		}
		// The issues, twice eight accounts, twice sixteen worklogs.
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("took %s, want 5s", took)
		}
	})
}

// TestAccountFails logs what needs another account, or none.
func TestAccountFails(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sim.Fault{
		"refused": {PathPrefix: "/4/accounts/1", Status: 403}, "broken": {PathPrefix: "/4/accounts/1", Status: 200, Body: "<html>"},
	} {
		s := newSim()
		s.AddFault(fault)
		changes := billed(s, 4)
		named := entry(on("BILL-1"), func(d *change.Draft) { d.Attributes = []tempo.AttributeValue{{Key: "account", Value: "ACC2"}} })
		changes = append(changes, named)
		apply(t, connect(t, s, func(o *tempo.Options) { o.MaxRetries = 0 }), changes...)
		for i, c := range changes {
			e, failed := errors.AsType[*change.AccountError](c.Err)
			if failed != (i < 2) || failed && e.IssueKey != c.Want.IssueKey || !failed && c.Err != nil {
				t.Errorf("%s: change %d: %v", name, i, c.Err)
			}
		}
		if n := len(s.Worklogs()); n != 3 {
			t.Errorf("%s: %d worklogs", name, n)
		}
	}
}

// TestEmptyAccount takes an account without a value for none.
func TestEmptyAccount(t *testing.T) {
	t.Parallel()
	s, p := newSite(t)
	c := billed(s, 1)[0]
	c.Want.Attributes = []tempo.AttributeValue{{Key: "Account", Value: ""}}
	apply(t, p, c)
	if c.Err != nil {
		t.Fatal(c.Err)
	}
	body, _ := sent(t, s, http.MethodPost)[0].(object)
	if diff := cmp.Diff([]any{object{"key": "_Account_", "value": "ACC1"}}, body["attributes"]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// panics is a transport that panics at some requests.
type panics struct {
	next http.RoundTripper
	at   func(*http.Request) bool
	past bool // only after the request has had its effect
}

// RoundTrip implements [http.RoundTripper].
func (p *panics) RoundTrip(req *http.Request) (*http.Response, error) {
	if !p.at(req) {
		return p.next.RoundTrip(req)
	}
	if p.past {
		if resp, err := p.next.RoundTrip(req); err == nil {
			_ = resp.Body.Close()
		}
	}
	panic("transport")
}
