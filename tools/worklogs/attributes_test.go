package worklogs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// TestAccountsByAnyName takes an account by its key, its id or its exact name, and asks
// for the list only when Tempo does not know what was given, or it cannot be a key.
func TestAccountsByAnyName(t *testing.T) {
	t.Parallel()
	for given, most := range map[string]int{"BETA": 3, "8": 5, "Beta": 5, "beta": 5, "acme: development": 4} {
		s := withAccounts(t)
		if _, err := s.Person.WorkAttributes(t.Context()); err != nil {
			t.Fatal(err)
		}
		know(t, s)
		if _, err := s.Person.Schedule(t.Context(), march()); err != nil {
			t.Fatal(err)
		}
		want := "BETA"
		if strings.Contains(given, " ") {
			want = "ACME_DEV"
		}
		s.Costs(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today","attributes":[{"key":"Account","value":"`+given+`"}]}`, most)
		if got := s.Worklogs()[0].Attributes[0].Value; got != want {
			t.Errorf("%s is %s, want %s", given, got, want)
		}
		s.OK(t, "editWorklog", `{"worklogId":101,"attributes":[{"key":"Account","value":"acme: development"}]}`, nil)
		s.OK(t, "editWorklog", `{"worklogId":101,"attributes":[{"key":"Account","value":"`+given+`"}]}`, nil)
		if got := s.Worklogs()[0].Attributes[0].Value; got != want {
			t.Errorf("edited, %s is %s, want %s", given, got, want)
		}
	}
}

// TestWrongValues lists the choices of an attribute as for one that is missing.
func TestWrongValues(t *testing.T) {
	t.Parallel()
	const create = `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today","attributes":`
	tests := []struct {
		name, attributes string
		says             []string
	}{
		{"list", `[{"key":"Work Type","value":"Lunch"},{"key":"_Account_","value":"BETA"}]`, []string{
			`"Lunch" is no value of Work Type (_WorkType_). Values: id-1 (Development), id-2 (Meeting).`, "Nothing was sent.",
		}},
		{"account", `[{"key":"Account","value":"NOPE"}]`, []string{
			"Account 'NOPE' not found", `"NOPE" is no value of Account (_Account_). Values are keys of accounts: ACME_DEV (Acme: Development), BETA (Beta).`,
		}},
		{"account by name", `[{"key":"Account","value":"No such account"}]`, []string{`"No such account" is no value of Account (_Account_).`, "BETA (Beta)"}},
		{"closed account", `[{"key":"Account","value":"GONE"}]`, []string{"Account 'GONE' is not open", "BETA (Beta)"}},
		{"twice, otherwise", `[{"key":"Account","value":"BETA"},{"key":"_Account_","value":"ACME_DEV"}]`, []string{`"Account" is "BETA" and "_Account_" is "ACME_DEV"`, "Give only one"}},
	}
	for _, tt := range tests {
		s := withAccounts(t)
		tooltest.Wants(t, s.Fails(t, "createWorklog", create+tt.attributes+`}`), tt.says...)
		if len(s.Worklogs()) != 0 {
			t.Errorf("%s: something was logged", tt.name)
		}
	}
	s := withAccounts(t)
	s.OK(t, "createWorklog", create+`[{"key":"Work Type","value":"meeting"},{"key":"_WorkType_","value":"id-2"},{"key":"account","value":"BETA"},{"key":"_Account_","value":"BETA"}]}`, nil)
	if got := s.Worklogs()[0].Attributes; len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

// TestWhyNoAccount says why the account did not come from the issue.
func TestWhyNoAccount(t *testing.T) {
	t.Parallel()
	for field, says := range map[string]string{
		"10234": "ATLAS-2 has no account in Jira.", "99": "Jira shows no field customfield_99 on ATLAS-2", "": "With JIRA_TEMPO_ACCOUNT_CUSTOM_FIELD_ID set",
	} {
		s := withAccounts(t, func(o *tooltest.Setup) { o.AccountField = field })
		tooltest.Wants(t, s.Fails(t, "createWorklog", `{"issueKey":"ATLAS-2","timeSpentHours":1,"date":"today"}`), says, "ACME_DEV (Acme: Development)")
	}
}

// TestWrongAccountInBulk does not take its neighbors with it.
func TestWrongAccountInBulk(t *testing.T) {
	t.Parallel()
	s := withAccounts(t)
	var out bulkResult
	s.OK(t, "bulkCreateWorklogs", `{"worklogEntries":[
		{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-05"},
		{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-04","attributes":[{"key":"_Account_","value":"NOPE"}]},
		{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-03","attributes":[{"key":"_Account_","value":"Beta"}]},
		{"issueKey":"ATLAS-1","timeSpent":"1h","date":"2026-03-02"}]}`, &out)
	if out.Created != 3 || out.Results[1].Status != "failed" || len(s.Worklogs()) != 3 {
		t.Errorf("%+v", out)
	}
}

// TestRefusedInBulk has one entry refused with each status; its neighbors are written.
func TestRefusedInBulk(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 403, 404, 409, 422} {
		s := tooltest.NewSite(t, tooltest.Unchecked)
		s.AddFault(sim.Fault{Match: isWrite, Times: 2, Status: status, Body: `{"errors":[{"message":"Not this one"}]}`}) // the bulk, and the first alone
		var out bulkResult
		s.OK(t, "bulkCreateWorklogs", bulkArguments(several[:3]...), &out)
		if out.Created != 2 || out.Failed != 1 || out.Results[0].Status != "failed" || len(s.Worklogs()) != 2 {
			t.Errorf("%d: %+v", status, out)
		}
	}
}

// march is the month in which the tests take place.
func march() worklog.Range {
	return worklog.Range{From: worklog.NewDay(2026, time.March, 1), To: worklog.NewDay(2026, time.March, 31)}
}
