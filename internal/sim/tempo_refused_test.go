package sim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// strictSite returns a site that demands much.
func strictSite() *sim.Sim {
	s := newSite()
	s.MaxHoursPerDay = 10
	s.FutureDays = 7
	s.AddAccount(sim.Account{ID: 7, Key: "OPEN", Name: "Open"})
	s.AddAccount(sim.Account{ID: 8, Key: "CLOSED", Name: "Closed", Status: "CLOSED"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_List_", Name: "List", Type: "STATIC_LIST", Values: []string{"id-1"}, Names: map[string]string{"id-1": "One"}})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Box_", Name: "Box", Type: "CHECKBOX"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Number_", Name: "Number", Type: "INPUT_NUMERIC"})
	s.AddIssue(sim.Issue{ID: 10009, Key: "SEC-1", Hidden: true})
	return s
}

func TestRefusedBodies(t *testing.T) {
	t.Parallel()
	s := strictSite()
	attribute := func(list string) string { return newWorklog(`,"attributes":[` + list + `]`) }
	without := func(field, with string) string { return strings.Replace(newWorklog(""), field, with, 1) }
	tests := map[string]struct {
		method, path, body string
		want               string // in a message
	}{
		"no JSON":                    {body: `{`, want: "unexpected end"},
		"an array":                   {body: `[]`, want: "cannot unmarshal array"},
		"unknown field":              {body: newWorklog(`,"issueKey":"ATLAS-1"`), want: `unrecognized field "issueKey"`},
		"field name in another case": {body: newWorklog(`,"StartTime":"09:00:00"`), want: `unrecognized field "StartTime"`},
		"unknown field of a value":   {body: attribute(`{"key":"_Box_","val":"true"}`), want: `unrecognized field "val"`},
		"no issue":                   {body: update(""), want: "Issue id cannot be null"},
		"issue id as text":           {body: without(`10001`, `"10001"`), want: "cannot unmarshal string"},
		"unknown issue":              {body: without(`10001`, `99`), want: "Issue not found"},
		"hidden issue":               {body: without(`10001`, `10009`), want: "Issue not found"},
		"no author":                  {body: without(`"`+sim.AccountID+`"`, `""`), want: "'authorAccountId' must not be empty"},
		"an address as author":       {body: without(sim.AccountID, sim.Email), want: "User is invalid"},
		"no time":                    {body: without(`3600`, `0`), want: "'timeSpentSeconds' must be greater"},
		"half seconds":               {body: without(`3600`, `1800.5`), want: "cannot unmarshal number"},
		"negative billable time":     {body: newWorklog(`,"billableSeconds":-1`), want: "'billableSeconds' must not be negative"},
		"no day":                     {body: without(`"startDate":"2026-03-02",`, ``), want: "'startDate' must not be null"},
		"a day that is none":         {body: without(`2026-03-02`, `2026-02-30`), want: "'startDate' must be valid on the format: 'yyyy-MM-dd'"},
		"another form of day":        {body: without(`2026-03-02`, `02.03.2026`), want: "'startDate' must be valid"},
		"too far ahead":              {body: without(`2026-03-02`, `2026-03-10`), want: "at most 7 days into the future"},
		"start without seconds":      {body: newWorklog(`,"startTime":"09:00"`), want: "'startTime' must be valid on the format"},
		"start after midnight":       {body: newWorklog(`,"startTime":"24:00:00"`), want: "'startTime' must be valid"},
		"start as a number":          {body: newWorklog(`,"startTime":72360`), want: "cannot unmarshal number"},
		"too many hours":             {body: without(`3600`, `36001`), want: "at most 10 hours per day"},
		"unknown attribute":          {body: attribute(`{"key":"_X_","value":"1"}`), want: "Work attribute with key '_X_' not found"},
		"attribute without a key":    {body: attribute(`{"key":"","value":"1"}`), want: "key of a work attribute must not be empty"},
		"attribute twice":            {body: attribute(`{"key":"_Box_","value":"true"},{"key":"_Box_","value":"false"}`), want: "more than once"},
		"closed account":             {body: attribute(`{"key":"_Account_","value":"CLOSED"}`), want: "Account 'CLOSED' is not open"},
		"label in place of the id":   {body: attribute(`{"key":"_List_","value":"One"}`), want: "'One' is not a value of work attribute List (_List_)"},
		"box neither true nor false": {body: attribute(`{"key":"_Box_","value":"yes"}`), want: "must be true or false"},
		"number that is none":        {body: attribute(`{"key":"_Number_","value":"many"}`), want: "must be a number"},
		"negative estimate":          {body: newWorklog(`,"remainingEstimateSeconds":-1`), want: "must not be negative"},
		"update with an issue": {
			method: http.MethodPut, path: "/worklogs/126", body: newWorklog(""), want: `unrecognized field "issueId"`,
		},
		"update with the bypass flag": {
			method: http.MethodPut, path: "/worklogs/126", body: update(`,"bypassPeriodClosuresAndApprovals":true`), want: "unrecognized field",
		},
	}
	s.AddWorklog(sim.Worklog{ID: 126, IssueID: 10001, StartDate: "2026-02-02", TimeSpentSeconds: 60})
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.method == "" {
				tt.method, tt.path = http.MethodPost, "/worklogs"
			}
			got := rude(t, s).send(tt.method, tempo+tt.path, tt.body)
			if got.status != http.StatusBadRequest || !strings.Contains(unquoted(got.body), tt.want) {
				t.Errorf("got %d %s, want 400 with %q", got.status, got.body, tt.want)
			}
		})
	}
}

// unquoted undoes JSON's escaping of quotes.
func unquoted(body string) string { return strings.ReplaceAll(body, `\"`, `"`) }

func TestSeveralReasonsAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.RemainingEstimateRequired, s.DescriptionRequired = true, true
	s.RequiredAttributes = []string{"_Type_"}
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT", Required: true})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Type_", Name: "Work Type", Type: "INPUT_FIELD"})
	got := honest(t, s).post(tempo+"/worklogs", newWorklog(`,"attributes":[{"key":"_Type_","value":""}]`))
	want := `{"errors":[{"message":"Description is required"},` +
		`{"message":"Work attribute Account (_Account_) is required"},` +
		`{"message":"Work attribute Work Type (_Type_) is required"},` +
		`{"message":"Remaining estimate must not be empty"}]}`
	if got.status != http.StatusBadRequest || got.body != want {
		t.Errorf("got %d %s\nwant 400 %s", got.status, got.body, want)
	}
}

func TestUnknownAccountIsNotFound(t *testing.T) {
	t.Parallel()
	got := honest(t, strictSite()).post(tempo+"/worklogs", newWorklog(`,"attributes":[{"key":"_Account_","value":"xyz"}]`))
	if want := `{"errors":[{"message":"Account 'xyz' not found"}]}`; got.status != http.StatusNotFound || got.body != want {
		t.Errorf("got %d %s, want 404 %s", got.status, got.body, want)
	}
}

func TestHoursPerDayCountWhatIsThere(t *testing.T) {
	t.Parallel()
	s := strictSite()
	s.AddWorklog(sim.Worklog{ID: 1, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 9 * 3600})
	s.AddWorklog(sim.Worklog{ID: 2, IssueID: 10001, StartDate: "2026-03-03", TimeSpentSeconds: 9 * 3600})
	c := honest(t, s)
	if got := c.send(http.MethodPut, tempo+"/worklogs/1", update("")); got.status != http.StatusOK {
		t.Errorf("replacing 9 hours with 1 = %d %s, want 200", got.status, got.body)
	}
	tooMuch := strings.Replace(newWorklog(""), "3600", "32401", 1)
	if got := c.post(tempo+"/worklogs", tooMuch); got.status != http.StatusBadRequest {
		t.Errorf("9 hours and a second on top of 1 = %d, want 400", got.status)
	}
}

func TestErrorShapes(t *testing.T) {
	t.Parallel()
	tests := map[sim.ErrorShape]string{
		sim.ErrorArray:  `{"errors":[{"message":"Worklog cannot be found in the system"}]}`,
		sim.ErrorObject: `{"errors":{"message":"Worklog cannot be found in the system"}}`,
		sim.ErrorMap:    `{"errors":{"field1":"Worklog cannot be found in the system"}}`,
		sim.ErrorText:   `Worklog cannot be found in the system`,
	}
	for shape, want := range tests {
		s := newSite()
		s.ErrorShape = shape
		if got := honest(t, s).get(tempo + "/worklogs/1"); got.status != http.StatusNotFound || got.body != want {
			t.Errorf("shape %d = %d %s, want 404 %s", shape, got.status, got.body, want)
		}
	}
}
