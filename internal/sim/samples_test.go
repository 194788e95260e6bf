package sim_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// sample reads a recorded or documented body.
func sample(t *testing.T, name string) string {
	t.Helper()
	return string(contract.Read(t, "contracts/samples/"+name))
}

// value is a body as plain values, without the members that are left out.
func value(t *testing.T, body string, without ...string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return omit(v, without)
}

func omit(v any, names []string) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = omit(v[i], names)
		}
	case map[string]any:
		for _, name := range names {
			delete(v, name)
		}
		for name := range maps.Keys(v) {
			v[name] = omit(v[name], names)
		}
	}
	return v
}

// sampleSite is the site that the samples were taken from.
func sampleSite() *sim.Sim {
	s := newSite()
	s.Now = func() time.Time { return time.Date(2026, 3, 2, 16, 41, 41, 0, time.UTC) }
	s.FutureDays = 90
	s.JiraBearer = "good"
	s.AddAccount(sim.Account{ID: 7, Key: "CLOUDBAY_DEVELOPMENT", Name: "Cloudbay: Development"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT", Required: true})
	return s
}

// addSamples adds the worklogs of the samples.
func addSamples(s *sim.Sim) {
	account := []sim.AttributeValue{{Key: "_Account_", Value: "CLOUDBAY_DEVELOPMENT"}}
	add := func(id, issue int64, date, start string, spent, billable int64, text string, attributes []sim.AttributeValue) {
		s.AddWorklog(sim.Worklog{
			ID: id, IssueID: issue, StartDate: date, StartTime: start, TimeSpentSeconds: spent, BillableSeconds: &billable,
			Description: text, Attributes: attributes,
		})
	}
	add(126, 10001, "2026-03-02", "09:00:00", 3600, 3600, "Investigating the database", account)
	add(127, 10002, "2026-03-02", "10:00:00", 5400, 0, "Review", nil)
	add(128, 10001, "2026-03-03", "09:00:00", 7200, 7200, "Fix", account)
}

// reviewed gives the site a reviewer, and March so much time as the samples show.
func reviewed(s *sim.Sim) {
	const reviewer = "1111aaaa2222bbbb3333cccc"
	s.AddUser(sim.User{AccountID: reviewer, DisplayName: "Rae"})
	s.AddUser(sim.User{AccountID: sim.AccountID, DisplayName: "Ada Marlow", Reviewers: []string{reviewer}})
	s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-10", TimeSpentSeconds: 604800 - 3600 - 5400 - 7200})
}

func TestSamplesOfAnswers(t *testing.T) {
	t.Parallel()
	const march = "?from=2026-03-01&to=2026-03-31"
	const sheet = tempo + "/timesheet-approvals/user/" + sim.AccountID
	mine := tempo + "/worklogs/user/" + sim.AccountID + "?from=2026-03-02&to=2026-03-06"
	tests := map[string]struct {
		url, body string // a body makes it a POST
		without   []string
		prepare   func(*sim.Sim)
		unlike    bool // the document, as the sample is
	}{
		"tempo/worklog.json":             {url: tempo + "/worklogs/126"},
		"tempo/worklogs-page.json":       {url: mine + "&offset=0&limit=2"},
		"tempo/worklogs-last-page.json":  {url: mine + "&limit=2&offset=2"},
		"tempo/worklog-id-map.json":      {url: tempo + "/worklogs/tempo-to-jira", body: `{"tempoWorklogIds":[126]}`},
		"tempo/globalconfiguration.json": {url: tempo + "/globalconfiguration"},
		"tempo/reviewers.json":           {url: sheet + "/reviewers", prepare: reviewed},
		"tempo/timesheet-approval.json":  {url: sheet + march, prepare: reviewed},
		"tempo/timesheet-approval-string-actions.json": {url: sheet + march, unlike: true, prepare: func(s *sim.Sim) {
			reviewed(s)
			s.StringActions = true
		}},
		"tempo/timesheet-approval-in-review.json": {url: sheet + "/submit" + march, body: `{"comment":"March"}`, prepare: func(s *sim.Sim) {
			reviewed(s)
			s.Now = func() time.Time { return time.Date(2026, 4, 1, 7, 12, 0, 0, time.UTC) }
		}},
		"tempo/periods.json":     {url: tempo + "/periods?from=2026-03-15&to=2026-04-15"},
		"tempo/error-array.json": {url: tempo + "/worklogs", body: newWorklog("")},
		"tempo/accounts-page.json": {
			url: tempo + "/accounts", without: []string{"category", "customer", "contact", "monthlyBudget"},
		},
		"tempo/user-schedule.json": {
			url: tempo + "/user-schedule?from=2026-04-30&to=2026-05-03", without: []string{"description", "name"},
			prepare: func(s *sim.Sim) {
				s.AddHoliday("2026-05-01", "May Day", 28800)
				s.AddHoliday("2026-05-03", "Constitution Day", 28800)
			},
		},
		"tempo/work-attributes.json": {
			url: tempo + "/work-attributes", prepare: func(s *sim.Sim) {
				const development, meeting = "5f0c0f0e-0000-4000-8000-000000000001", "5f0c0f0e-0000-4000-8000-000000000002"
				s.AddWorkAttribute(sim.WorkAttribute{
					Key: "_WorkType_", Name: "Work Type", Type: "STATIC_LIST", Required: true, Values: []string{development, meeting},
					Names: map[string]string{development: "Development", meeting: "Meeting"},
				})
				s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
				s.AddWorkAttribute(sim.WorkAttribute{Key: "_Ticket_", Name: "Ticket", Type: "INPUT_FIELD"})
			},
		},
		"atlassian/error-jira.json":  {url: jira + "/issue/NONE-1"},
		"atlassian/tenant-info.json": {url: sim.SiteURL + "/_edge/tenant_info"},
		"atlassian/accessible-resources.json": {
			url: sim.GatewayURL + "/oauth/token/accessible-resources",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := value(t, sample(t, name), tt.without...)
			s := sampleSite()
			addSamples(s)
			if tt.prepare != nil {
				tt.prepare(s)
			}
			c := honest(t, s)
			if tt.unlike {
				c = rude(t, s)
			}
			method := http.MethodGet
			if tt.body != "" {
				method = http.MethodPost
			}
			req := c.request(method, tt.url, tt.body)
			if req.URL.Path == "/oauth/token/accessible-resources" {
				req.Header.Set("Authorization", "Bearer good")
			}
			got, err := c.do(req)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, value(t, got.body, tt.without...)); diff != "" {
				t.Errorf("answer %d (-sample +got):\n%s", got.status, diff)
			}
		})
	}
}

func TestSamplesOfRequests(t *testing.T) {
	t.Parallel()
	s := sampleSite()
	s.AddWorklog(sim.Worklog{ID: 125, IssueID: 10002, StartDate: "2026-01-02", TimeSpentSeconds: 60})
	c := honest(t, s)
	created := c.post(tempo+"/worklogs", sample(t, "tempo/worklog-create-request.json"))
	if diff := cmp.Diff(value(t, sample(t, "tempo/worklog.json")), value(t, created.body)); diff != "" {
		t.Errorf("created (-sample +got):\n%s", diff)
	}
	updated := ok[worklog](t, c.send(http.MethodPut, tempo+"/worklogs/126", sample(t, "tempo/worklog-update-request.json")))
	if updated.Seconds != 5400 || *updated.Billable != 3600 || *updated.StartTime != "09:30:00" {
		t.Errorf("updated = %+v, want what the sample says", updated)
	}
}

func TestSamplesOfBulk(t *testing.T) {
	t.Parallel()
	s := sampleSite()
	s.Billable = sim.BillableZero
	s.AddWorklog(sim.Worklog{ID: 200, IssueID: 10002, StartDate: "2026-01-02", TimeSpentSeconds: 60})
	const url = "https://api.eu.tempo.io/4/worklogs/issue/10001/bulk"
	got, isList := value(t, honest(t, s).post(url, sample(t, "tempo/worklog-bulk-request.json")).body, "attributes").([]any)
	want := value(t, sample(t, "tempo/worklog-bulk-response.json"), "attributes")
	if !isList || len(got) != 2 {
		t.Fatalf("answer = %v, want two worklogs", got)
	}
	if diff := cmp.Diff(want, any([]any{got[1], got[0]})); diff != "" {
		t.Errorf("answer in the other order (-sample +got):\n%s", diff)
	}
}
