package mcp_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

func TestResourcesList(t *testing.T) {
	t.Parallel()
	c := tooltest.NewSite(t).Client(t)
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
		"tempo://changes Last changes", "tempo://me Who is signed in",
		"tempo://schedule/lastMonth Schedule of last month", "tempo://schedule/lastWeek Schedule of last week", "tempo://schedule/nextWeek Schedule of next week",
		"tempo://schedule/thisMonth Schedule of this month", "tempo://schedule/thisWeek Schedule of this week", "tempo://schedule/thisYear Schedule of this year",
		"tempo://schedule/today Schedule of today", "tempo://schedule/yesterday Schedule of yesterday",
		"skill://tempo-timesheets/SKILL.md Skill: time sheets in Tempo",
		"tempo://worklogs/lastMonth Worklogs of last month", "tempo://worklogs/lastWeek Worklogs of last week", "tempo://worklogs/nextWeek Worklogs of next week",
		"tempo://worklogs/thisMonth Worklogs of this month", "tempo://worklogs/thisWeek Worklogs of this week", "tempo://worklogs/thisYear Worklogs of this year",
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
		tooltest.Wants(t, r.Description, "today, yesterday, thisWeek, lastWeek, nextWeek, thisMonth, lastMonth, thisYear", "2026-03-02..2026-03-06")
	}
	want = []string{"tempo://schedule/{period} Schedule of a period", "tempo://worklogs/{period} Worklogs of a period"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("templates (-want +got):\n%s", diff)
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
			s := tooltest.NewSite(t)
			text, err := s.Read(t, tt.uri)
			if err == nil {
				t.Fatalf("no error but %s", text)
			}
			tooltest.Wants(t, err.Error(), tt.wants)
			if len(s.Requests()) > 0 {
				t.Error("a service was asked")
			}
		})
	}
}
