package tempo_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// TestWrites compares what each write sends and answers.
func TestWrites(t *testing.T) {
	t.Parallel()
	least := tempo.NewWorklog{IssueID: 10001, AuthorAccountID: sim.AccountID, StartDate: "2026-03-05", TimeSpentSeconds: 3600}
	most := least
	most.StartTime, most.Description, most.BillableSeconds = "09:00:00", "Ranking", new(int64)
	most.Attributes = []tempo.AttributeValue{{Key: "_Remote_", Value: "true"}}
	all := most
	all.RemainingEstimateSeconds = new(int64(60))
	plain := object{"authorAccountId": sim.AccountID, "startDate": "2026-03-05", "timeSpentSeconds": 3600.0}
	rich := object{
		"authorAccountId": sim.AccountID, "startDate": "2026-03-05", "timeSpentSeconds": 3600.0, "startTime": "09:00:00",
		"description": "Ranking", "billableSeconds": 0.0, "attributes": []any{object{"key": "_Remote_", "value": "true"}},
	}
	tests := []struct {
		name   string
		write  func(*tempo.Client) ([]tempo.Worklog, error)
		path   string
		want   any
		number int
	}{
		{"create the least", one(func(c *tempo.Client) (tempo.Worklog, error) { return c.CreateWorklog(t.Context(), least) }), "POST /4/worklogs", with(plain, "issueId", 10001.0), 1},
		{
			"create", one(func(c *tempo.Client) (tempo.Worklog, error) { return c.CreateWorklog(t.Context(), all) }),
			"POST /4/worklogs", with(with(rich, "issueId", 10001.0), "remainingEstimateSeconds", 60.0), 1,
		},
		{"create several", func(c *tempo.Client) ([]tempo.Worklog, error) {
			return c.CreateWorklogs(t.Context(), 10001, []tempo.NewWorklog{least, all})
		}, "POST /4/worklogs/issue/10001/bulk", []any{plain, rich}, 2},
		{
			"update to the least", one(func(c *tempo.Client) (tempo.Worklog, error) {
				return c.UpdateWorklog(t.Context(), 500, tempo.WorklogUpdate{
					AuthorAccountID: sim.AccountID, StartDate: "2026-03-05", TimeSpentSeconds: 3600, Attributes: []tempo.AttributeValue{},
				})
			}),
			"PUT /4/worklogs/500", with(with(plain, "description", ""), "attributes", []any{}), 1,
		},
		{
			"update", one(func(c *tempo.Client) (tempo.Worklog, error) {
				return c.UpdateWorklog(t.Context(), 500, tempo.WorklogUpdate{
					AuthorAccountID: sim.AccountID, StartDate: "2026-03-05", StartTime: "09:00:00", TimeSpentSeconds: 3600, Description: "Ranking",
					BillableSeconds: new(int64), RemainingEstimateSeconds: new(int64(60)), Attributes: most.Attributes,
				})
			}),
			"PUT /4/worklogs/500", with(rich, "remainingEstimateSeconds", 60.0), 1,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, c := newSite(t)
			s.AddWorkAttribute(sim.WorkAttribute{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"})
			s.AddWorklog(sim.Worklog{ID: 500, IssueID: 10001, StartDate: "2026-03-02", TimeSpentSeconds: 60})
			got, err := tt.write(c)
			if err != nil || len(got) != tt.number || got[0].ID == 0 || got[0].TimeSpentSeconds != 3600 {
				t.Errorf("%+v, %v", got, err)
			}
			method, path, _ := strings.Cut(tt.path, " ")
			if diff := cmp.Diff([]any{tt.want}, bodies(t, s, method)); diff != "" || s.Requests()[0].Path != path {
				t.Errorf("asked %s (-want +got)\n%s", s.Requests()[0].Path, diff)
			}
		})
	}
}

// one makes a list of a write's answer.
func one(write func(*tempo.Client) (tempo.Worklog, error)) func(*tempo.Client) ([]tempo.Worklog, error) {
	return func(c *tempo.Client) ([]tempo.Worklog, error) {
		w, err := write(c)
		return []tempo.Worklog{w}, err
	}
}

// with returns an object with one more member.
func with(o object, key string, value any) object {
	more := object{key: value}
	maps.Copy(more, o)
	return more
}

func TestDeleteWorklog(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	fill(s, 1)
	id := s.Worklogs()[0].ID
	if err := c.DeleteWorklog(t.Context(), id); err != nil || len(s.Worklogs()) != 0 {
		t.Errorf("%v, %d worklogs", err, len(s.Worklogs()))
	}
	err := c.DeleteWorklog(t.Context(), id)
	if e, ok := errors.AsType[*tempo.Error](err); !ok || e.Status != http.StatusNotFound || !strings.Contains(err.Error(), "delete worklog") {
		t.Errorf("%v", err)
	}
}

// TestWriteAnswers tells an answer that lacks the worklog from one that is none.
func TestWriteAnswers(t *testing.T) {
	t.Parallel()
	writes := map[string]func(*tempo.Client) error{
		"create": func(c *tempo.Client) error {
			_, err := c.CreateWorklog(t.Context(), tempo.NewWorklog{})
			return err
		},
		"update": func(c *tempo.Client) error {
			_, err := c.UpdateWorklog(t.Context(), 500, tempo.WorklogUpdate{})
			return err
		},
	}
	for name, write := range writes {
		for _, body := range []string{`{}`, `null`, `{"tempoWorklogId":-1}`, `<html>`} {
			s, _ := newSite(t)
			s.AddFault(sim.Fault{Status: 200, Body: body})
			err := write(connect(t, s, sim.TempoURL))
			e, failed := errors.AsType[*tempo.Error](err)
			if incomplete := body != `<html>`; errors.Is(err, tempo.ErrIncomplete) != incomplete || (failed && e.Unknown()) == incomplete {
				t.Errorf("%s, %s: %v", name, body, err)
			}
		}
	}
}

// TestBulkAnswers leaves out what has no id.
func TestBulkAnswers(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{`[]`: 0, `null`: 0, `[{"timeSpentSeconds":60},{"tempoWorklogId":7}]`: 1} {
		s, _ := newSite(t)
		s.AddFault(sim.Fault{Status: 200, Body: body})
		got, err := connect(t, s, sim.TempoURL).CreateWorklogs(t.Context(), 10001, make([]tempo.NewWorklog, 2))
		if err != nil || len(got) != want || want > 0 && got[0].ID != 7 {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}

// TestRetries tells how patient a client is to be.
func TestRetries(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		options tempo.Options
		want    string
	}{
		{tempo.Options{}, "0 500ms"},
		{tempo.Options{MaxRetries: 7, RetryDelay: time.Second}, "7 1s"},
	} {
		c, err := tempo.New(tempo.DefaultBaseURL, "token", tt.options)
		if err != nil {
			t.Fatal(err)
		}
		most, delay := c.Retries()
		if got := fmt.Sprint(most, " ", delay); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}
