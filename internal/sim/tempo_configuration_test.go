package sim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

func TestSwitchesAreEnforced(t *testing.T) {
	t.Parallel()
	const estimate = "Remaining estimate must not be empty"
	estimated := func(s *sim.Sim) { s.RemainingEstimateRequired = true }
	onUpdate := func(s *sim.Sim) { s.RemainingEstimateRequired, s.EstimateOnUpdate = true, true }
	started := func(s *sim.Sim) { s.StartAndEndTimes = true }
	bulk := "[" + update("") + "]"
	tests := map[string]struct {
		set                func(*sim.Sim)
		method, path, body string
		want               string // the message, none when it is accepted
	}{
		"estimate on creating":      {estimated, http.MethodPost, "/worklogs", newWorklog(""), estimate},
		"estimate is there":         {estimated, http.MethodPost, "/worklogs", newWorklog(`,"remainingEstimateSeconds":0`), ""},
		"estimate in bulk":          {estimated, http.MethodPost, "/worklogs/issue/10001/bulk", bulk, estimate},
		"no estimate on updating":   {estimated, http.MethodPut, "/worklogs/1", update(""), ""},
		"estimate on updating":      {onUpdate, http.MethodPut, "/worklogs/1", update(""), estimate},
		"negative on updating":      {estimated, http.MethodPut, "/worklogs/1", update(`,"remainingEstimateSeconds":-1`), "Remaining estimate must not be negative"},
		"description":               {func(s *sim.Sim) { s.DescriptionRequired = true }, http.MethodPut, "/worklogs/1", update(""), "Description is required"},
		"start":                     {started, http.MethodPost, "/worklogs", newWorklog(""), "'startTime' must not be null"},
		"start is there":            {started, http.MethodPost, "/worklogs", newWorklog(`,"startTime":"09:00:00"`), ""},
		"start by default":          {func(s *sim.Sim) { s.StartAndEndTimes, s.DefaultStartTime = true, "08:00:00" }, http.MethodPost, "/worklogs", newWorklog(""), ""},
		"hours of the day":          {func(s *sim.Sim) { s.MaxHoursPerDay = 1 }, http.MethodPost, "/worklogs", newWorklog(""), "You can log at most 1 hours per day"},
		"the future":                {func(s *sim.Sim) { s.FutureDays = -1 }, http.MethodPost, "/worklogs", newWorklog(""), "Time can be logged at most -1 days into the future"},
		"closed account":            {func(*sim.Sim) {}, http.MethodPost, "/worklogs", newWorklog(`,"attributes":[{"key":"_Account_","value":"CLOSED"}]`), "Account 'CLOSED' is not open"},
		"closed account is allowed": {func(s *sim.Sim) { s.AllowClosedAccounts = true }, http.MethodPost, "/worklogs", newWorklog(`,"attributes":[{"key":"_Account_","value":"CLOSED"}]`), ""},
	}
	for name, tt := range tests {
		s := newSite()
		s.AddAccount(sim.Account{ID: 8, Key: "CLOSED", Name: "Closed", Status: "CLOSED"})
		s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT"})
		s.AddWorklog(sim.Worklog{ID: 1, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
		tt.set(s)
		got := honest(t, s).send(tt.method, tempo+tt.path, tt.body)
		want, status := `{"errors":[{"message":"`+tt.want+`"}]}`, http.StatusBadRequest
		if tt.want == "" {
			want, status = "tempoWorklogId", http.StatusOK
		}
		if got.status != status || !strings.Contains(got.body, want) {
			t.Errorf("%s = %d %s, want %d %s", name, got.status, got.body, status, want)
		}
	}
}
