package say_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// refusing has Tempo refuse a worklog in some words.
func refusing(t *testing.T, status int, messages ...string) string {
	t.Helper()
	var errs []map[string]string
	for _, m := range messages {
		errs = append(errs, map[string]string{"message": m})
	}
	body, err := json.Marshal(map[string]any{"errors": errs})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := say.OwnMachine().Failure(t.Context(), call(t, "Tempo", tempoURL, "POST /worklogs", answered{status: status, body: string(body)}))
	return strings.TrimPrefix(text, fmt.Sprintf("Tempo says (%d): %s. ", status, strings.Join(messages, "; ")))
}

// TestRefusals says for each of Tempo's refusals which argument it is about, or whom to
// ask.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const (
		hours     = "Ask the person what is right; do not get round the limit by splitting the time over entries or days. So far nothing was written."
		remaining = "Give remainingEstimateHours: what is left to do on the issue, in hours; 0 is possible. Ask the person if you do not know. So far nothing was written."
		future    = "The day is further ahead than the organization allows. Ask the person whether the date is right; if it is, that has to wait until the day is nearer. So far nothing was written."
		text      = "Give a description: ask the person what was done. So far nothing was written."
		start     = "Give startTime as HH:MM, such as 09:00. So far nothing was written."
		account   = "That account takes no more time: ask the person for another one, and name it in attributes as _Account_. So far nothing was written."
		closed    = "The day lies in a period that an administrator has closed. Ask a Tempo administrator to open it; trying again does not help. So far nothing was written."
		approved  = "The time sheet of that day is approved or in review, which locks it. Have it reopened first. So far nothing was written."
		date      = "Check date: it is written as YYYY-MM-DD. So far nothing was written."
	)
	tests := []struct {
		message string
		status  int
		want    string
	}{
		{"Remaining estimate must not be empty", 400, remaining},
		{"Estimated remaining time must not be empty", 400, remaining},
		{"remainingEstimateSeconds must not be null", 400, remaining},
		{"Description is required", 400, text},
		{"'description' must not be empty", 422, text},
		{"Time can be logged at most 30 days into the future", 400, future},
		{"Worklog date is too far in the future", 400, future},
		{"You can log at most 8 hours per day", 400, hours},
		{"Logging more than 24 hours a day is not allowed", 400, hours},
		{"Worklog exceeds the maximum hours per day", 403, hours},
		{"Time spent exceeds 24h", 400, hours},
		{"Daily limit of hours reached", 400, hours},
		{"'startTime' must be valid on the format: 'HH:mm:ss'", 400, start},
		{"Start time is required", 400, start},
		{"Account 'ACME' is not open", 400, account},
		{"Account ACME is closed", 400, account},
		{"The account is archived", 400, account},
		{"Account 'ACME' not found", 404, "There is no such account: name one in attributes as _Account_, by its key. So far nothing was written."},
		{"Period is closed", 403, closed},
		{"Period is closed", 400, closed},
		{"Timesheet is approved", 403, approved},
		{"Timesheet is in review", 400, approved},
		{"'date' must be valid on the format: 'yyyy-MM-dd'", 400, date},
		{"'startDate' must not be null", 400, date},
		{"Issue id cannot be null", 400, "Tempo does not know that issue: check the key. If the key is right, the Tempo token may belong to another site than this Jira. So far nothing was written."},
		{"Issue not found", 404, "Tempo does not know that issue: check the key. If the key is right, the Tempo token may belong to another site than this Jira. So far nothing was written."},
		{"User is invalid", 400, "Tempo does not know the person whose Jira sign-in this is: they may have no access to Tempo, or the Tempo token belongs to another site than this Jira. So far nothing was written."},
		{"'billableSeconds' must not be negative", 400, "Check billableHours. So far nothing was written."},
		{"Billable time must not exceed the time worked", 400, "Check billableHours. So far nothing was written."},
		{"'timeSpentSeconds' must be greater than or equal to 1", 400, "Check timeSpentHours. So far nothing was written."},
		{"Worklog overlaps another", 400, "Look with retrieveWorklogs at what is there at that time, and choose another startTime. So far nothing was written."},
		{"Work attribute Account (_Account_) is required", 400, "Name it in attributes. Nothing was logged."},
		{"Work attribute with key '_X_' not found", 400, "There is no such work attribute: check its key in attributes. Nothing was logged."},
		{"'7' is not a value of work attribute Kind (_Kind_)", 400, "Check in attributes what is given for it. Nothing was logged."},
		{"You do not have permission to log work for this user", 403, "The Tempo token lacks the scope Worklogs (manage), or you lack the permission. Scopes of a token cannot be changed: create a new one under Tempo > Settings > API Integration. Nothing was written."},
		{"A change of the worklog is under way", 409, "Something else is being done to the same: try again in a minute. Nothing was written."},
		{"Bulk is already running", 409, "Another bulk request for the same issue is still running: try again in a minute. Nothing was written."},
		{"Something else", 400, "Mend the arguments and try again; nothing was written."},
	}
	for _, tt := range tests {
		if got := refusing(t, tt.status, tt.message); got != tt.want {
			t.Errorf("%s (%d)\ngot  %s\nwant %s", tt.message, tt.status, got, tt.want)
		}
	}
	both := refusing(t, 400, "Description is required", "Remaining estimate must not be empty", "Description is required, too")
	if want := strings.TrimSuffix(text, " So far nothing was written.") + " " + remaining; both != want {
		t.Errorf("several at once\ngot  %s\nwant %s", both, want)
	}
}

// TestKnownRefusals has words for all that Tempo is known to say to somebody who logs
// time.
func TestKnownRefusals(t *testing.T) {
	t.Parallel()
	for name, text := range contract.ReadAll(t, "contracts/tempo-errors.json") {
		var known struct {
			Errors []struct {
				ID      string `json:"id"`
				Service string `json:"service"`
				Op      string `json:"op"`
				Message string `json:"message"`
				Status  int    `json:"status"`
			} `json:"errors"`
		}
		if err := json.Unmarshal(text, &known); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		told := 0
		for _, e := range known.Errors {
			if e.Message == "" || e.Service == "tempo-datacenter" && e.ID != "overlap" || !strings.Contains(e.Op, "worklogs") || strings.Contains(e.Op, "search") {
				continue
			}
			told++
			if got := refusing(t, e.Status, e.Message); strings.Contains(got, "Mend the arguments") || strings.Contains(got, "What it names") {
				t.Errorf("%s: %q has no words of its own: %s", e.ID, e.Message, got)
			}
		}
		if told < 7 {
			t.Errorf("%s: only %d messages were tried", name, told)
		}
	}
}
