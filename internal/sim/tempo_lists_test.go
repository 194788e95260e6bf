package sim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// logged returns a site with worklogs whose ids do not follow their start.
func logged() *sim.Sim {
	s := newSite()
	s.AddIssue(sim.Issue{ID: 20001, Key: "MOBI-1", Summary: "Offline"})
	s.AddIssue(sim.Issue{ID: 20002, Key: "MOBI-2", Hidden: true})
	s.AddAccount(sim.Account{ID: 7, Key: "CLOUD/BAY", Name: "Cloudbay"})
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT"})
	add := func(id, issue int64, date, start string, updated time.Time, values ...sim.AttributeValue) {
		s.AddWorklog(sim.Worklog{
			ID: id, IssueID: issue, StartDate: date, StartTime: start, TimeSpentSeconds: 600, UpdatedAt: updated, Attributes: values,
		})
	}
	day := func(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }
	add(5, 10001, "2026-03-02", "09:00:00", day(9))
	add(4, 10001, "2026-03-02", "", day(8))
	add(3, 20001, "2026-03-02", "09:00:00", day(7), sim.AttributeValue{Key: "_Account_", Value: "CLOUD/BAY"})
	add(2, 10002, "2026-03-01", "23:00:00", day(6))
	add(1, 20001, "2026-03-03", "08:00:00", day(5))
	return s
}

func TestListWorklogs(t *testing.T) {
	t.Parallel()
	mine := "/worklogs/user/" + sim.AccountID
	tests := map[string]struct {
		path, search string // search is the body of a POST
		want         []int64
	}{
		"start, then id":     {path: "/worklogs", want: []int64{2, 4, 3, 5, 1}},
		"both ends included": {path: "/worklogs?from=2026-03-01&to=2026-03-02", want: []int64{2, 4, 3, 5}},
		"one day":            {path: mine + "?from=2026-03-02&to=2026-03-02", want: []int64{4, 3, 5}},
		"from on":            {path: mine + "?from=2026-03-03", want: []int64{1}},
		"escaped account id": {path: strings.Replace(mine, ":", "%3A", 1) + "?to=2026-03-01", want: []int64{2}},
		"issues":             {path: "/worklogs?issueId=10001&issueId=10002", want: []int64{2, 4, 5}},
		"projects":           {path: "/worklogs?projectId=10001", want: []int64{3, 1}},
		"of an issue":        {path: "/worklogs/issue/10001", want: []int64{4, 5}},
		"of a project":       {path: "/worklogs/project/10000?to=2026-03-01", want: []int64{2}},
		"of an account":      {path: "/worklogs/account/CLOUD%2FBAY", want: []int64{3}},
		"updated":            {path: mine + "?updatedFrom=2026-03-08", want: []int64{4, 5}},
		"updated, to the second": {
			path: mine + "?updatedFrom=2026-03-08T12:00:01Z", want: []int64{5},
		},
		"by id, descending":    {path: "/worklogs?orderBy=ID", want: []int64{5, 4, 3, 2, 1}},
		"by update":            {path: "/worklogs?orderBy=UPDATED", want: []int64{5, 4, 3, 2, 1}},
		"by start, descending": {path: "/worklogs?orderBy=START_DATE_TIME", want: []int64{1, 3, 5, 4, 2}},
		"search":               {search: `{}`, want: []int64{2, 4, 3, 5, 1}},
		"search by everything": {
			search: `{"authorIds":["` + sim.AccountID + `"],"issueIds":[10001,20001],"projectIds":[10001],"from":"2026-03-03","to":"2026-03-03","updatedFrom":"2026-03-01"}`,
			want:   []int64{1},
		},
		"search in order": {
			search: `{"orderBy":[{"field":"START_DATE_TIME","order":"DESC"},{"field":"ID","order":"DESC"}]}`, want: []int64{1, 5, 3, 4, 2},
		},
		"search for a stranger": {search: `{"authorIds":["nobody"]}`, want: nil},
	}
	s := logged()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := honest(t, s)
			got := func() answer {
				if tt.search != "" {
					return c.post(tempo+"/worklogs/search", tt.search)
				}
				return c.get(tempo + tt.path)
			}()
			if diff := cmp.Diff(tt.want, ok[page](t, got).ids()); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusedLists(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path, search string
		want         int
	}{
		"limit too high":     {path: "/worklogs?limit=5001", want: 400},
		"no limit":           {path: "/worklogs?limit=0", want: 400},
		"negative offset":    {path: "/worklogs?offset=-1", want: 400},
		"bad date":           {path: "/worklogs?from=2026-3-1", want: 400},
		"empty date":         {path: "/worklogs?to=", want: 400},
		"ends first":         {path: "/worklogs?from=2026-03-02&to=2026-03-01", want: 400},
		"bad moment":         {path: "/worklogs?updatedFrom=yesterday", want: 400},
		"issue key":          {path: "/worklogs?issueId=ATLAS-1", want: 400},
		"unknown order":      {path: "/worklogs?orderBy=AUTHOR", want: 400},
		"one unknown issue":  {path: "/worklogs?issueId=10001&issueId=99", want: 404},
		"one hidden issue":   {path: "/worklogs?issueId=20002", want: 404},
		"unknown project":    {path: "/worklogs?projectId=99", want: 404},
		"of an issue key":    {path: "/worklogs/issue/ATLAS-1", want: 400},
		"of an unknown user": {path: "/worklogs/user/nobody", want: 404},
		"of no account":      {path: "/worklogs/account/NONE", want: 404},
		"order for a user":   {path: "/worklogs/user/" + sim.AccountID + "?orderBy=ID", want: 400},
		"search, ends first": {search: `{"from":"2026-03-02","to":"2026-03-01"}`, want: 400},
		"search, ids alone":  {search: `{"authorIds":"me"}`, want: 400},
		"search, order":      {search: `{"orderBy":[{"field":"ID","order":"UP"}]}`, want: 400},
		"search, old name":   {search: `{"authorId":["me"]}`, want: 400},
	}
	s := logged()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := rude(t, s)
			var got answer
			if tt.search != "" {
				got = c.post(tempo+"/worklogs/search", tt.search)
			} else {
				got = c.get(tempo + tt.path)
			}
			if got.status != tt.want {
				t.Errorf("got %d %s, want %d", got.status, got.body, tt.want)
			}
		})
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	s := newSite()
	for i := range 120 {
		s.AddWorklog(sim.Worklog{IssueID: 10001, StartDate: fmt.Sprintf("2026-03-%02d", 1+i%28), TimeSpentSeconds: 60})
	}
	c := honest(t, s)
	first := ok[page](t, c.get(tempo+"/worklogs"))
	if m := first.Metadata; m.Count != 50 || m.Limit != 50 || m.Offset != 0 || m.Previous != nil || len(first.Results) != 50 {
		t.Errorf("first page = %+v with %d results, want 50 and nothing before", m, len(first.Results))
	}

	seen := map[int64]bool{}
	next := new("https://api.eu.tempo.io/4/worklogs/user/" + sim.AccountID + "?from=2026-03-01&limit=50&to=2026-03-31")
	pages := 0
	for ; next != nil; pages++ {
		p := ok[page](t, c.get(*next))
		for _, id := range p.ids() {
			seen[id] = true
		}
		next = p.Metadata.Next
		if next != nil && !strings.HasPrefix(*next, "https://api.eu.tempo.io/4/worklogs/user/"+sim.AccountID+"?from=2026-03-01&to=2026-03-31&offset=") {
			t.Errorf("next = %s, want the same list on the host that was called", *next)
		}
	}
	if pages != 3 || len(seen) != 120 {
		t.Errorf("%d pages with %d worklogs, want 3 with 120", pages, len(seen))
	}
	if p := ok[page](t, c.get(tempo+"/worklogs?offset=500&limit=5000")); p.Metadata.Count != 0 || p.Metadata.Next != nil || p.Results == nil {
		t.Errorf("page behind the end = %+v, want an empty one", p)
	}
}

func TestPagingASearchNeedsTheBodyAgain(t *testing.T) {
	t.Parallel()
	s := logged()
	c := honest(t, s)
	const body = `{"issueIds":[10001]}`
	first := ok[page](t, c.post(tempo+"/worklogs/search?limit=1", body))
	if first.Metadata.Next == nil || !cmp.Equal(first.ids(), []int64{4}) {
		t.Fatalf("first page = %+v, want worklog 4 and more to come", first)
	}
	if got := ok[page](t, c.post(*first.Metadata.Next, body)).ids(); !cmp.Equal(got, []int64{5}) {
		t.Errorf("second page with the body = %v, want [5]", got)
	}
	if got := ok[page](t, c.post(*first.Metadata.Next, `{}`)).ids(); !cmp.Equal(got, []int64{4}) {
		t.Errorf("second page without the filter = %v, want the second of all, [4]", got)
	}
	if got := rude(t, s).get(*first.Metadata.Next); got.status == http.StatusOK {
		t.Error("next of a search works as GET")
	}
}
