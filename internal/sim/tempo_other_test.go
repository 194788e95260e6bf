package sim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

func TestUserSchedule(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddHoliday("2026-05-01", "May Day", 28800)
	s.AddHoliday("2026-05-03", "Constitution Day", 28800)
	s.AddHoliday("2026-05-04", "Half a day", 14400)
	type day struct {
		Date     string `json:"date"`
		Required int    `json:"requiredSeconds"`
		Type     string `json:"type"`
		Holiday  *struct {
			Name     string `json:"name"`
			Duration int    `json:"durationSeconds"`
		} `json:"holiday"`
	}
	for _, path := range []string{"/user-schedule", "/user-schedule/" + sim.AccountID} {
		got := ok[struct {
			Metadata struct{ Count int }
			Results  []day
		}](t, honest(t, s).get(tempo+path+"?from=2026-04-30&to=2026-05-04"))
		if got.Metadata.Count != 5 || len(got.Results) != 5 {
			t.Fatalf("%s: %d days, count %d, want 5", path, len(got.Results), got.Metadata.Count)
		}
		type row struct {
			day, kind, holiday string
			required           int
		}
		var rows []row
		for _, d := range got.Results {
			r := row{day: d.Date, kind: d.Type, required: d.Required}
			if d.Holiday != nil {
				r.holiday = d.Holiday.Name
			}
			rows = append(rows, r)
		}
		want := []row{
			{"2026-04-30", "WORKING_DAY", "", 28800},
			{"2026-05-01", "HOLIDAY", "May Day", 0},
			{"2026-05-02", "NON_WORKING_DAY", "", 0},
			{"2026-05-03", "HOLIDAY_AND_NON_WORKING_DAY", "Constitution Day", 0},
			{"2026-05-04", "HOLIDAY", "Half a day", 14400},
		}
		if diff := cmp.Diff(want, rows, cmp.AllowUnexported(row{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestPartTimeSchedule(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.SetSchedule(map[time.Weekday]int{time.Monday: 18000})
	got := ok[struct {
		Results []struct{ RequiredSeconds int }
	}](t, honest(t, s).get(tempo+"/user-schedule?from=2026-03-02&to=2026-03-03"))
	if got.Results[0].RequiredSeconds != 18000 || got.Results[1].RequiredSeconds != 0 {
		t.Errorf("required = %+v, want 5 hours on Monday and none on Tuesday", got.Results)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		weekly bool
		start  time.Weekday
		want   string
	}{
		"months":             {want: `{"periods":[{"from":"2026-02-01","to":"2026-02-28"},{"from":"2026-03-01","to":"2026-03-31"}]}`},
		"weeks":              {weekly: true, start: time.Monday, want: `{"periods":[{"from":"2026-02-23","to":"2026-03-01"},{"from":"2026-03-02","to":"2026-03-08"}]}`},
		"weeks from Sundays": {weekly: true, start: time.Sunday, want: `{"periods":[{"from":"2026-02-22","to":"2026-02-28"},{"from":"2026-03-01","to":"2026-03-07"}]}`},
	}
	for name, tt := range tests {
		s := newSite()
		s.WeeklyPeriods, s.WeekStart = tt.weekly, tt.start
		if got := honest(t, s).get(tempo + "/periods?from=2026-02-28&to=2026-03-02"); got.status != http.StatusOK || got.body != tt.want {
			t.Errorf("%s = %d %s\nwant %s", name, got.status, got.body, tt.want)
		}
	}
}

func TestRangesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/user-schedule", "/periods"} {
		for _, query := range []string{"", "?from=2026-03-02", "?from=2026-03-02&to=2026-03-01", "?from=2.3.2026&to=2026-03-02", "?from=2026-03-02&to=2026-03-03&limit=5"} {
			if got := rude(t, newSite()).get(tempo + path + query); got.status != http.StatusBadRequest {
				t.Errorf("%s%s = %d, want 400", path, query, got.status)
			}
		}
	}
	if got := honest(t, newSite()).get(tempo + "/user-schedule/nobody?from=2026-03-02&to=2026-03-02"); got.status != http.StatusNotFound {
		t.Errorf("schedule of nobody = %d, want 404", got.status)
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddAccount(sim.Account{ID: 7, Key: "A", Name: "Open", Category: "Development", Customer: "Cloudbay", Projects: []string{"ATLAS"}})
	s.AddAccount(sim.Account{ID: 8, Key: "B", Name: "Closed", Status: "CLOSED", Projects: []string{"ATLAS"}})
	s.AddAccount(sim.Account{ID: 9, Key: "C", Name: "Archived", Status: "ARCHIVED", Global: true})
	c := honest(t, s)
	type list struct{ Results []struct{ Key string } }
	keys := func(l list) (all string) {
		for _, a := range l.Results {
			all += a.Key
		}
		return all
	}
	if got := keys(ok[list](t, c.get(tempo+"/accounts"))); got != "AB" {
		t.Errorf("accounts = %s, want the open and the closed one", got)
	}
	searches := map[string]string{
		`{}`: "ABC", `{"statuses":["ARCHIVED","OPEN"]}`: "AC", `{"ids":[8]}`: "B", `{"keys":["A","X"]}`: "A", `{"global":true}`: "C",
	}
	for body, want := range searches {
		if got := keys(ok[list](t, c.post(tempo+"/accounts/search", body))); got != want {
			t.Errorf("search %s = %s, want %s", body, got, want)
		}
	}
	if got := ok[struct{ Key string }](t, c.get(tempo+"/accounts/7")); got.Key != "A" {
		t.Errorf("account 7 = %q, want A", got.Key)
	}
	if got := c.get(tempo + "/accounts/99"); got.status != http.StatusNotFound {
		t.Errorf("account 99 = %d, want 404", got.status)
	}
	if got := rude(t, s).get(tempo + "/accounts/A"); got.status != http.StatusBadRequest {
		t.Errorf("account by key = %d, want 400", got.status)
	}
	links := map[string]int{
		"/accounts/A/links": 1, "/account-links/project/10000": 2, "/account-links/project/10000?includeGlobalAccounts=true": 3,
		"/account-links/project/99": 0,
	}
	for path, want := range links {
		if got := ok[struct{ Results []any }](t, c.get(tempo+path)); len(got.Results) != want {
			t.Errorf("%s = %d links, want %d", path, len(got.Results), want)
		}
	}
}

func TestWorkAttributes(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_A_", Name: "A", Type: "STATIC_LIST", Required: true, Values: []string{"1"}, Names: map[string]string{"1": "One"}})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_B_", Name: "B", Type: "STATIC_LIST"})
	c := honest(t, s)
	got := ok[struct {
		Results []struct {
			Key    string
			Values []string
		}
	}](t, c.get(tempo+"/work-attributes?limit=1&offset=1"))
	if len(got.Results) != 1 || got.Results[0].Key != "_B_" || got.Results[0].Values == nil {
		t.Errorf("second page = %+v, want B with an empty list", got)
	}
	if got := c.get(tempo + "/work-attributes/_A_"); got.status != http.StatusOK {
		t.Errorf("one attribute = %d, want 200", got.status)
	}
	if got := c.get(tempo + "/work-attributes/_X_"); got.status != http.StatusNotFound {
		t.Errorf("unknown attribute = %d, want 404", got.status)
	}
}

func TestWorkAttributeValues(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_A_", Name: "A", Type: "INPUT_FIELD"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_B_", Name: "B", Type: "CHECKBOX"})
	s.AddWorklog(sim.Worklog{ID: 1, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60, Attributes: []sim.AttributeValue{{Key: "_A_", Value: "x"}}})
	c := honest(t, s)
	values := tempo + "/worklogs/work-attribute-values"
	tests := []struct {
		name, method, url, body string
		status                  int
		want                    string
	}{
		{"list", http.MethodGet, tempo + "/worklogs/1/work-attribute-values", "", 200, ""},
		{"one", http.MethodGet, tempo + "/worklogs/1/work-attribute-values/_A_", "", 200, `{"key":"_A_","value":"x"}`},
		{"absent", http.MethodGet, tempo + "/worklogs/1/work-attribute-values/_B_", "", 404, ""},
		{"change", http.MethodPost, values, `[{"tempoWorklogId":1,"attributeValues":[{"key":"_A_","value":"y"}]}]`, 400, ""},
		{"bad", http.MethodPost, values, `[{"tempoWorklogId":1,"attributeValues":[{"key":"_B_","value":"y"}]}]`, 400, ""},
		{"add", http.MethodPost, values, `[{"tempoWorklogId":1,"attributeValues":[{"key":"_B_","value":"true"}]}]`, 204, ""},
		{
			"search", http.MethodPost, values + "/search", `{"tempoWorklogIds":[1,99]}`, 200,
			`[{"tempoWorklogId":1,"workAttributeValues":[{"key":"_A_","value":"x"},{"key":"_B_","value":"true"}]}]`,
		},
	}
	for _, tt := range tests {
		got := c.send(tt.method, tt.url, tt.body)
		if got.status != tt.status || tt.want != "" && got.body != tt.want {
			t.Errorf("%s = %d %s, want %d %s", tt.name, got.status, got.body, tt.status, tt.want)
		}
	}
	got := rude(t, s).post(values+"/search", `{"tempoWorklogIds":[]}`)
	if want := `{"errors":[{"message":"Please provide at least 1 and at most 500 worklog ids"}]}`; got.body != want {
		t.Errorf("search for nothing = %d %s, want %s", got.status, got.body, want)
	}
}

func TestIDMaps(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddWorklog(sim.Worklog{ID: 126, JiraID: 14020, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	c := honest(t, s)
	type pairs struct {
		Results []struct{ TempoWorklogID, JiraWorklogID int64 }
	}
	for path, body := range map[string]string{"tempo-to-jira": `{"tempoWorklogIds":[126,99]}`, "jira-to-tempo": `{"jiraWorklogIds":[14020,1]}`} {
		got := ok[pairs](t, c.post(tempo+"/worklogs/"+path, body))
		if len(got.Results) != 1 || got.Results[0].TempoWorklogID != 126 || got.Results[0].JiraWorklogID != 14020 {
			t.Errorf("%s = %+v, want 126 and 14020 alone", path, got)
		}
	}
}

func TestGlobalConfiguration(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.WeekStart, s.MaxHoursPerDay, s.RemainingEstimateRequired = time.Sunday, 0, true
	got := ok[map[string]any](t, honest(t, s).get(tempo+"/globalconfiguration"))
	if _, capped := got["maxHoursPerDayPerUser"]; capped || got["weekStart"] != 7.0 || got["remainingEstimateOptional"] != false {
		t.Errorf("configuration = %v, want Sunday, a required estimate and no cap", got)
	}
	s.PlanApproval, s.PlanStartAndEndTimes, s.ApprovalWeekStart = true, true, new(time.Saturday)
	got = ok[map[string]any](t, honest(t, s).get(tempo+"/globalconfiguration"))
	if got["planApprovalEnabled"] != true || got["startAndEndTimesForPlanningEnabled"] != true || got["approvalWeekStart"] != 6.0 {
		t.Errorf("configuration = %v, want the switches of plans and periods from Saturday", got)
	}
}
