package sim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const (
	ben  = "ben-1"
	cleo = "cleo-1"
)

// withPeople returns a site with Ben, who may view and write Cleo's time, and Cleo,
// who works half days and does not see ATLAS-2.
func withPeople() *sim.Sim {
	s := newSite()
	s.AddPerson(sim.Person{
		User:       sim.User{AccountID: ben, DisplayName: "Ben Okafor", Email: "ben@example.com", TimeZone: "Asia/Tokyo"},
		TempoToken: "tempo-ben", JiraToken: "jira-ben", Views: []string{cleo}, Logs: []string{cleo},
	})
	s.AddPerson(sim.Person{
		User:       sim.User{AccountID: cleo, DisplayName: "Cleo Laurent", Email: "cleo@example.com"},
		TempoToken: "tempo-cleo", JiraToken: "jira-cleo", TempoScopes: []string{"worklogs:view", "schemes:view"},
		Schedule: map[time.Weekday]int{time.Monday: 14400},
	})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", Summary: "Billing", Assignee: ben, HiddenFrom: []string{cleo}})
	for i, author := range []string{sim.AccountID, ben, cleo} {
		s.AddWorklog(sim.Worklog{ID: int64(i + 1), IssueID: 10001, AuthorAccountID: author, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	}
	return s
}

// as returns a client with a person's tokens.
func (c client) as(name string) client {
	c.token, c.email, c.api = "tempo-"+name, name+"@example.com", "jira-"+name
	return c
}

func TestCredentialsTellWhoCalls(t *testing.T) {
	t.Parallel()
	c := honest(t, withPeople())
	type user struct{ AccountID string }
	for name, want := range map[string]string{"ben": ben, "cleo": cleo} {
		if got := ok[user](t, c.as(name).get(jira+"/myself")); got.AccountID != want {
			t.Errorf("%s is %s, want %s", name, got.AccountID, want)
		}
	}
	if got := ok[user](t, c.get(jira+"/myself")); got.AccountID != sim.AccountID {
		t.Errorf("the first person is %s, want %s", got.AccountID, sim.AccountID)
	}
	mixed := c.as("ben")
	mixed.api = "jira-cleo"
	if got := mixed.get(jira + "/myself"); got.status != http.StatusUnauthorized {
		t.Errorf("Ben's address with Cleo's token = %d, want 401", got.status)
	}
}

func TestPeopleSeeTheirOwn(t *testing.T) {
	t.Parallel()
	c := honest(t, withPeople())
	for name, want := range map[string][]int64{"ben": {2, 3}, "cleo": {3}} {
		if diff := cmp.Diff(want, ok[page](t, c.as(name).get(tempo+"/worklogs")).ids()); diff != "" {
			t.Errorf("worklogs that %s sees (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]int64{1}, ok[page](t, c.get(tempo+"/worklogs")).ids()); diff != "" {
		t.Errorf("worklogs that the first person sees (-want +got):\n%s", diff)
	}
	days := ok[struct {
		Results []struct{ RequiredSeconds int }
	}](t, c.as("cleo").get(tempo+"/user-schedule?from=2026-03-02&to=2026-03-03"))
	if days.Results[0].RequiredSeconds != 14400 || days.Results[1].RequiredSeconds != 0 {
		t.Errorf("Cleo's days = %+v, want half a Monday and no Tuesday", days.Results)
	}
	if got := c.as("cleo").get(jira + "/issue/ATLAS-2"); got.status != http.StatusNotFound {
		t.Errorf("issue that Cleo may not see = %d, want 404", got.status)
	}
	found := ok[struct{ Issues []struct{ ID string } }](t, c.as("ben").post(jira+"/search/jql", `{"jql":"assignee = currentUser()"}`))
	if len(found.Issues) != 1 || found.Issues[0].ID != "10002" {
		t.Errorf("Ben's issues = %+v, want ATLAS-2", found.Issues)
	}
}

func TestPeopleWriteTheirOwn(t *testing.T) {
	t.Parallel()
	s := withPeople()
	c := honest(t, s).as("ben")
	by := func(author string) string {
		return `{"authorAccountId":"` + author + `","issueId":10001,"startDate":"2026-03-02","startTime":"09:00:00","timeSpentSeconds":60}`
	}
	if got := ok[worklog](t, c.post(tempo+"/worklogs", by(ben))); *got.StartUTC != "2026-03-02T00:00:00Z" {
		t.Errorf("nine o'clock in Tokyo = %s", *got.StartUTC)
	}
	tests := map[string]struct {
		method, path, body string
		want               int
	}{
		"for Cleo":                 {http.MethodPost, "/worklogs", by(cleo), http.StatusOK},
		"for the first person":     {http.MethodPost, "/worklogs", by(sim.AccountID), http.StatusForbidden},
		"delete the first one's":   {http.MethodDelete, "/worklogs/1", "", http.StatusNotFound},
		"delete Cleo's":            {http.MethodDelete, "/worklogs/3", "", http.StatusNoContent},
		"values of the first ones": {http.MethodGet, "/worklogs/1/work-attribute-values", "", http.StatusNotFound},
	}
	for name, tt := range tests {
		if got := c.send(tt.method, tempo+tt.path, tt.body); got.status != tt.want {
			t.Errorf("%s = %d %s, want %d", name, got.status, got.body, tt.want)
		}
	}
	if got := honest(t, s).as("cleo").post(tempo+"/worklogs", by(cleo)); got.status != http.StatusForbidden {
		t.Errorf("writing with a token that may view = %d, want 403", got.status)
	}
}

func TestSignInsOfPeople(t *testing.T) {
	t.Parallel()
	s := withPeople()
	c := honest(t, s)
	req := c.request(http.MethodGet, sim.GatewayURL+"/ex/jira/"+sim.CloudID+"/rest/api/3/myself", "")
	req.Header.Set("Authorization", "Bearer "+s.SignInAs(ben, "read:jira-user").AccessToken)
	if got, err := c.do(req); err != nil || !strings.Contains(got.body, ben) {
		t.Errorf("Ben's sign-in = %d %s, %v", got.status, got.body, err)
	}
}
