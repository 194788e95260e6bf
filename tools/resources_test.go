package tools_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// read reads a resource of a site over MCP.
func read(t *testing.T, s *site, uri string) (string, error) {
	t.Helper()
	request := mcp.ReadResourceRequest{}
	request.Params.URI = uri
	result, err := connected(t, s).ReadResource(t.Context(), request)
	if err != nil {
		return "", err
	}
	content, ok := result.Contents[0].(mcp.TextResourceContents)
	if !ok || len(result.Contents) != 1 || content.URI != uri || content.MIMEType != "application/json" {
		t.Fatalf("%+v", result.Contents)
	}
	return content.Text, nil
}

// readInto reads a resource that is there.
func readInto(t *testing.T, s *site, uri string, out any) {
	t.Helper()
	text, err := read(t, s, uri)
	if err == nil {
		err = json.Unmarshal([]byte(text), out)
	}
	if err != nil {
		t.Fatalf("%s: %v", uri, err)
	}
}

func TestResourcesList(t *testing.T) {
	t.Parallel()
	c := connected(t, newSite(t))
	list, err := c.ListResources(t.Context(), mcp.ListResourcesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range list.Resources {
		got = append(got, r.URI+" "+r.Title)
		if r.Name == "" || r.Description == "" || r.MIMEType == "" {
			t.Errorf("%+v lacks something", r)
		}
	}
	want := []string{
		"tempo://me Who is signed in",
		"tempo://schedule/lastMonth Schedule of last month", "tempo://schedule/lastWeek Schedule of last week",
		"tempo://schedule/thisMonth Schedule of this month", "tempo://schedule/thisWeek Schedule of this week",
		"tempo://schedule/today Schedule of today", "tempo://schedule/yesterday Schedule of yesterday",
		"skill://tempo-timesheets/SKILL.md Skill: time sheets in Tempo",
		"tempo://worklogs/lastMonth Worklogs of last month", "tempo://worklogs/lastWeek Worklogs of last week",
		"tempo://worklogs/thisMonth Worklogs of this month", "tempo://worklogs/thisWeek Worklogs of this week",
		"tempo://worklogs/today Worklogs of today", "tempo://worklogs/yesterday Worklogs of yesterday",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	templates, err := c.ListResourceTemplates(t.Context(), mcp.ListResourceTemplatesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	got = nil
	for _, r := range templates.ResourceTemplates {
		got = append(got, r.URITemplate.Raw()+" "+r.Title)
		wants(t, r.Description, "today, yesterday, thisWeek, lastWeek, thisMonth, lastMonth", "2026-03-02..2026-03-06")
	}
	want = []string{"tempo://schedule/{period} Schedule of a period", "tempo://worklogs/{period} Worklogs of a period"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("templates (-want +got):\n%s", diff)
	}
}

func TestMeResource(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.WeekStart = time.Sunday
	var me struct {
		AccountID, DisplayName, TimeZone, Today, Weekday, WeekStart string
	}
	readInto(t, s, "tempo://me", &me)
	if me.AccountID != sim.AccountID || me.DisplayName == "" || me.TimeZone != "Europe/Berlin" || me.Today != "2026-03-05" || me.Weekday != "Thursday" || me.WeekStart != "Sunday" {
		t.Errorf("%+v", me)
	}
}

func TestScheduleResource(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.AddHoliday("2026-03-04", "Carnival", 4*3600)
	type schedule struct {
		StartDate, EndDate string
		RequiredHours      float64
		Days               []struct {
			Date, Weekday, Type, Holiday string
			RequiredHours                float64
		}
	}
	for uri, want := range map[string]struct {
		from, to string
		hours    float64
	}{
		"tempo://schedule/thisWeek":                 {"2026-03-02", "2026-03-08", 36},
		"tempo://schedule/today":                    {"2026-03-05", "2026-03-05", 8},
		"tempo://schedule/monday":                   {"2026-03-02", "2026-03-02", 8},
		"tempo://schedule/2026-03-04":               {"2026-03-04", "2026-03-04", 4},
		"tempo://schedule/2026-03-02..2026-03-04":   {"2026-03-02", "2026-03-04", 20},
		"tempo://schedule/2026-03-02%2E.2026-03-04": {"2026-03-02", "2026-03-04", 20},
	} {
		t.Run(uri, func(t *testing.T) {
			t.Parallel()
			var got schedule
			readInto(t, s, uri, &got)
			if got.StartDate != want.from || got.EndDate != want.to || got.RequiredHours != want.hours {
				t.Errorf("%+v, want %+v", got, want)
			}
			for _, d := range got.Days {
				if half := d.Date == "2026-03-04"; half != (d.Holiday == "Carnival") || half != (d.RequiredHours == 4) {
					t.Errorf("%+v", d)
				}
			}
		})
	}
}

// TestLongSchedule says what it leaves out.
func TestLongSchedule(t *testing.T) {
	t.Parallel()
	var got struct {
		Days          []any
		RequiredHours float64
		Truncated     bool
		Notes         []string
	}
	readInto(t, newSite(t), "tempo://schedule/2025-01-01..2026-12-31", &got)
	if len(got.Days) != 400 || !got.Truncated || got.RequiredHours < 4000 {
		t.Errorf("%d days, %v h, truncated %t", len(got.Days), got.RequiredHours, got.Truncated)
	}
	wants(t, strings.Join(got.Notes, "\n"), "Only the first 400 days")
}

// TestManyWorklogs tells where the others are.
func TestManyWorklogs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 210 {
		s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: "2026-03-04", TimeSpentSeconds: 60})
	}
	var got struct {
		Count      int
		Worklogs   []any
		Truncated  bool
		NextCursor string
		Notes      []string
	}
	readInto(t, s, "tempo://worklogs/yesterday", &got)
	if got.Count != 210 || len(got.Worklogs) != 200 || !got.Truncated || got.NextCursor == "" {
		t.Errorf("%d of %d, %t %q", len(got.Worklogs), got.Count, got.Truncated, got.NextCursor)
	}
	wants(t, strings.Join(got.Notes, "\n"), "retrieveWorklogs", "nextCursor")
}

// TestWorklogsResource says what the tool says.
func TestWorklogsResource(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ok(t, "createWorklog", `{"issueKey":"ATLAS-1","timeSpent":"9:00-10:30","date":"2026-03-04","description":"once"}`, nil)
	var resource, tool map[string]any
	readInto(t, s, "tempo://worklogs/yesterday", &resource)
	s.ok(t, "retrieveWorklogs", `{"period":"yesterday"}`, &tool)
	if diff := cmp.Diff(tool, resource); diff != "" || resource["count"] != 1.0 {
		t.Errorf("the tool says (-) something else than the resource (+):\n%s", diff)
	}
}

func TestResourceErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, uri, wants string
	}{
		{"no period", "tempo://worklogs/someday", `"someday" is not a period: give one of today, yesterday, thisWeek`},
		{"no day", "tempo://schedule/2026-02-30", `"2026-02-30" is not a period`},
		{"half a range", "tempo://schedule/2026-03-02..", "is not a period"},
		{"backwards", "tempo://worklogs/2026-03-05..2026-03-02", "endDate 2026-03-02 is before startDate 2026-03-05"},
		{"no such resource", "tempo://teams/thisWeek", "not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			text, err := read(t, s, tt.uri)
			if err == nil {
				t.Fatalf("no error but %s", text)
			}
			wants(t, err.Error(), tt.wants)
			if len(s.Requests()) > 0 {
				t.Error("a service was asked")
			}
		})
	}
}

// TestResourceFailures are told in the words that tools use.
func TestResourceFailures(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.TempoScopes = []string{"worklogs:manage"}
	_, err := read(t, s, "tempo://schedule/2026-03-04")
	if err == nil {
		t.Fatal("no error")
	}
	wants(t, err.Error(), "The Tempo token lacks the scope Schemes (view)")

	var log strings.Builder
	env := kit.Env{Help: say.OwnMachine(), Log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, r := range tools.Resources() {
		uri := strings.Replace(r.URI, "{period}", "today", 1)
		env.Resolve = func(context.Context) (*person.Person, error) { return nil, say.MessageError("nobody today") }
		if _, err := r.Read(t.Context(), env, uri); err == nil || err.Error() != "nobody today" {
			t.Errorf("%s: %v", uri, err)
		}
		env.Resolve = func(context.Context) (*person.Person, error) { return nil, nil } //nolint:nilnil // a mistake that panics further on
		if _, err := r.Read(t.Context(), env, uri); err == nil || !strings.HasPrefix(err.Error(), "Internal error, reference ") {
			t.Errorf("%s: %v", uri, err)
		}
	}
	wants(t, log.String(), "nil pointer")
}
