package sim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

const gateway = sim.GatewayURL + "/ex/jira/" + sim.CloudID + "/rest/api/3"

func TestJiraCredentials(t *testing.T) {
	t.Parallel()
	const signIn = `{"message":"Client must be authenticated to access this resource.","status-code":401}`
	const unauthorized = `{"code":401,"message":"Unauthorized"}`
	tests := map[string]struct {
		scoped bool
		bearer string // sent in place of the API token
		url    string
		status int
		body   string // of a refusal
	}{
		"API token":                          {url: jira, status: 200},
		"API token through the gateway":      {url: gateway, status: 200},
		"scoped token":                       {scoped: true, url: jira, status: 401, body: signIn},
		"scoped token through the gateway":   {scoped: true, url: gateway, status: 200},
		"bearer":                             {bearer: "good", url: jira, status: 200},
		"bearer through the gateway":         {bearer: "good", url: gateway, status: 200},
		"unknown bearer":                     {bearer: "bad", url: jira, status: 401, body: signIn},
		"unknown bearer through the gateway": {bearer: "bad", url: gateway, status: 401, body: unauthorized},
		"another cloud id":                   {url: sim.GatewayURL + "/ex/jira/x/rest/api/3", status: 404, body: `{"code":404,"message":"No site with this cloud id"}`},
	}
	for name, tt := range tests {
		s := newSite()
		s.ScopedJiraToken, s.JiraBearer = tt.scoped, "good"
		c := honest(t, s)
		req := c.request(http.MethodGet, tt.url+"/myself", "")
		if tt.bearer != "" {
			req.Header.Set("Authorization", "Bearer "+tt.bearer)
		}
		got, err := c.do(req)
		if err != nil || got.status != tt.status || tt.body != "" && got.body != tt.body {
			t.Errorf("%s = %d %s, %v, want %d %s", name, got.status, got.body, err, tt.status, tt.body)
		}
	}
	anonymous := honest(t, newSite())
	anonymous.basic = false
	for url, want := range map[string]int{
		jira + "/serverInfo": 200, sim.SiteURL + "/_edge/tenant_info": 200, jira + "/field": 401,
	} {
		if got := anonymous.get(url); got.status != want {
			t.Errorf("%s without credentials = %d, want %d", url, got.status, want)
		}
	}
}

func TestAccessibleResources(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.JiraBearer = "good"
	c := honest(t, s)
	req := c.request(http.MethodGet, sim.GatewayURL+"/oauth/token/accessible-resources", "")
	req.Header.Set("Authorization", "Bearer good")
	got, err := c.do(req)
	if err != nil {
		t.Fatal(err)
	}
	if sites := ok[[]struct{ ID, URL string }](t, got); len(sites) != 1 || sites[0].ID != sim.CloudID || sites[0].URL != sim.SiteURL {
		t.Errorf("sites = %+v, want the one there is", sites)
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddUser(sim.User{AccountID: "b", DisplayName: "Ben Okafor", Email: "ben@example.com", EmailHidden: true})
	for i := range 12 {
		s.AddUser(sim.User{AccountID: fmt.Sprintf("u%02d", i), DisplayName: fmt.Sprintf("User %d", i)})
	}
	c := honest(t, s)
	type user struct{ AccountID, DisplayName, EmailAddress, TimeZone string }
	me := user{sim.AccountID, "Ada Marlow", sim.Email, "Europe/Berlin"}
	if diff := cmp.Diff(me, ok[user](t, c.get(jira+"/myself"))); diff != "" {
		t.Errorf("myself (-want +got):\n%s", diff)
	}
	if got := ok[user](t, c.get(jira+"/user?accountId=b")); got != (user{"b", "Ben Okafor", "", ""}) {
		t.Errorf("user = %+v, want Ben without an address", got)
	}
	searches := map[string]int{"ada": 1, "okaf": 1, "BEN": 1, "ben@": 0, "ada@example": 1, "low": 0, "user": 12}
	for query, want := range searches {
		if got := ok[[]user](t, c.get(jira+"/user/search?query="+query)); len(got) != want {
			t.Errorf("search for %q = %+v, want %d", query, got, want)
		}
	}

	var ids strings.Builder
	for i := range 12 {
		fmt.Fprintf(&ids, "&accountId=u%02d", i)
	}
	type list struct {
		Total  int
		IsLast bool
		Values []user
	}
	if got := ok[list](t, c.get(jira+"/user/bulk?accountId=nobody"+ids.String())); len(got.Values) != 10 || got.Total != 12 || got.IsLast {
		t.Errorf("bulk without maxResults = %+v, want 10 of 12", got)
	}
	if got := ok[list](t, c.get(jira+"/user/bulk?maxResults=50"+ids.String())); len(got.Values) != 12 || !got.IsLast {
		t.Errorf("bulk with maxResults = %+v, want all 12", got)
	}
}

func TestHiddenTimeZone(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.UserTimeZone = ""
	if got := ok[map[string]any](t, honest(t, s).get(jira+"/myself")); got["timeZone"] != nil {
		t.Errorf("time zone = %v, want none", got["timeZone"])
	}
}

// issue is an issue on the wire; its id is text.
type issue struct {
	ID     string
	Key    string
	Fields map[string]any
}

func newTracker() *sim.Sim {
	s := newSite()
	s.AddAccount(sim.Account{ID: 7, Key: "CLOUDBAY", Name: "Cloudbay"})
	s.AddIssue(sim.Issue{ID: 30001, Key: "NEW-5", OldKeys: []string{"OLD-9"}, Summary: "Moved & <renamed>", AccountID: 7, Parent: "ATLAS-1", Status: "Done", Assignee: sim.AccountID})
	s.AddIssue(sim.Issue{ID: 30002, Key: "SEC-1", Summary: "Secret", Hidden: true})
	return s
}

func TestGetIssue(t *testing.T) {
	t.Parallel()
	c := honest(t, newTracker())
	for _, idOrKey := range []string{"NEW-5", "new-5", "OLD-9", "30001"} {
		got := ok[issue](t, c.get(jira+"/issue/"+idOrKey+"?fields=summary"))
		want := issue{ID: "30001", Key: "NEW-5", Fields: map[string]any{"summary": "Moved & <renamed>"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", idOrKey, diff)
		}
	}
	all := ok[issue](t, c.get(jira+"/issue/30001")).Fields
	if diff := cmp.Diff(map[string]any{"id": 7.0, "value": "Cloudbay"}, all[sim.AccountField]); diff != "" || all["project"] == nil {
		t.Errorf("all fields = %v, want the account and the project among them", all)
	}
	some := ok[issue](t, c.get(jira+"/issue/ATLAS-1?fields=summary,"+sim.AccountField+"&fields=status")).Fields
	if _, hasField := some[sim.AccountField]; len(some) != 3 || !hasField || some[sim.AccountField] != nil {
		t.Errorf("three fields = %v, want an account field without a value among them", some)
	}
	const none = `{"errorMessages":["Issue does not exist or you do not have permission to see it."],"errors":{}}`
	for _, idOrKey := range []string{"SEC-1", "30002", "ATLAS-99"} {
		if got := c.get(jira + "/issue/" + idOrKey); got.status != http.StatusNotFound || got.body != none {
			t.Errorf("%s = %d %s, want 404 %s", idOrKey, got.status, got.body, none)
		}
	}
}

func TestBulkFetchIssues(t *testing.T) {
	t.Parallel()
	c := honest(t, newTracker())
	got := ok[struct{ Issues []issue }](t, c.post(jira+"/issue/bulkfetch",
		`{"issueIdsOrKeys":["OLD-9","SEC-1","ATLAS-99","10002","atlas-1","10001"],"fields":["summary"]}`))
	want := []issue{
		{"10001", "ATLAS-1", map[string]any{"summary": "Search"}},
		{"10002", "ATLAS-2", map[string]any{"summary": "Billing"}},
		{"30001", "NEW-5", map[string]any{"summary": "Moved & <renamed>"}},
	}
	if diff := cmp.Diff(want, got.Issues); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	many := strings.TrimSuffix(strings.Repeat(`"ATLAS-1",`, 101), ",")
	for name, body := range map[string]string{
		"none": `{"issueIdsOrKeys":[]}`, "too many": `{"issueIdsOrKeys":[` + many + `]}`,
		"numbers": `{"issueIdsOrKeys":[10001]}`, "unknown field": `{"issueIdsOrKeys":["ATLAS-1"],"keys":[]}`,
	} {
		if got := rude(t, newTracker()).post(jira+"/issue/bulkfetch", body); got.status != http.StatusBadRequest {
			t.Errorf("%s = %d, want 400", name, got.status)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := newTracker()
	s.AddWorklog(sim.Worklog{IssueID: 10002, StartDate: "2026-03-02", TimeSpentSeconds: 60})
	c := honest(t, s)
	tests := map[string]string{
		`project = ATLAS ORDER BY key`:                            "10001 10002",
		`project in ("ATLAS", NEW) AND status != Done`:            "10001 10002",
		`statusCategory = "In Progress" and key not in (ATLAS-1)`: "10002",
		`issuekey in (OLD-9, 10001)`:                              "10001 30001",
		`assignee = currentUser()`:                                "30001",
		`worklogAuthor in (currentUser())`:                        "10002",
		`summary ~ "sear*" order by updated DESC`:                 "10001",
		`key = SEC-1`: "",
	}
	type found struct {
		Issues        []issue
		IsLast        bool
		NextPageToken string
	}
	for jql, want := range tests {
		got := ok[found](t, c.get(jira+"/search/jql?jql="+strings.NewReplacer(" ", "%20", `"`, "%22").Replace(jql)))
		var ids []string
		for _, i := range got.Issues {
			ids = append(ids, i.ID)
			if i.Key != "" || i.Fields != nil {
				t.Errorf("%s: %+v, want the id alone", jql, i)
			}
		}
		if strings.Join(ids, " ") != want || !got.IsLast {
			t.Errorf("%s = %v, want %s", jql, ids, want)
		}
	}
	first := ok[found](t, c.post(jira+"/search/jql", `{"jql":"project = ATLAS","maxResults":1,"fields":["summary"]}`))
	if first.IsLast || first.NextPageToken == "" || first.Issues[0].Key != "ATLAS-1" {
		t.Fatalf("first page = %+v, want ATLAS-1 and more", first)
	}
	second := ok[found](t, c.post(jira+"/search/jql", `{"jql":"project = ATLAS","maxResults":1,"fields":["summary"],"nextPageToken":"`+first.NextPageToken+`"}`))
	if !second.IsLast || second.NextPageToken != "" || second.Issues[0].Key != "ATLAS-2" {
		t.Errorf("second page = %+v, want ATLAS-2 and no more", second)
	}
	if got := c.post(jira+"/search/approximate-count", `{"jql":"project = ATLAS"}`); got.body != `{"count":2}` {
		t.Errorf("count = %s, want 2", got.body)
	}
}

func TestRefusedSearches(t *testing.T) {
	t.Parallel()
	c := rude(t, newTracker())
	for _, jql := range []string{"order by key", "", "key", "shade = red", "key ~ x"} {
		if got := c.get(jira + "/search/jql?jql=" + strings.ReplaceAll(jql, " ", "%20")); got.status != http.StatusBadRequest {
			t.Errorf("%q = %d %s, want 400", jql, got.status, got.body)
		}
	}
	if got := c.get(jira + "/search?jql=key%3DATLAS-1"); got.status != http.StatusGone {
		t.Errorf("the old search = %d, want 410", got.status)
	}
	if got := c.post(jira+"/search", `{"jql":"key=ATLAS-1"}`); got.status != http.StatusGone {
		t.Errorf("the old search by POST = %d, want 410", got.status)
	}
}

func TestIssuePicker(t *testing.T) {
	t.Parallel()
	c := honest(t, newTracker())
	type suggestions struct {
		Sections []struct {
			Msg    string
			Issues []struct {
				ID                        int64
				Key, Summary, SummaryText string
			}
		}
	}
	got := ok[suggestions](t, c.get(jira+"/issue/picker?query=Renamed"))
	if len(got.Sections) != 1 || len(got.Sections[0].Issues) != 1 {
		t.Fatalf("suggestions = %+v, want one", got)
	}
	if i := got.Sections[0].Issues[0]; i.ID != 30001 || i.Summary != "Moved &amp; &lt;<b>renamed</b>&gt;" || i.SummaryText != "Moved & <renamed>" {
		t.Errorf("suggestion = %+v, want NEW-5 with and without HTML", i)
	}
	if got := ok[suggestions](t, c.get(jira+"/issue/picker?query=secret")); got.Sections[0].Msg == "" || got.Sections[0].Issues != nil {
		t.Errorf("suggestions for a hidden issue = %+v, want a message alone", got)
	}
}

func TestFieldsAndProjects(t *testing.T) {
	t.Parallel()
	s := newTracker()
	s.AddProject(sim.Project{Key: "ATLAS", Name: "Atlas Platform"})
	c := honest(t, s)
	found := false
	for _, f := range ok[[]struct {
		ID     string
		Custom bool
	}](t, c.get(jira+"/field")) {
		found = found || f.ID == sim.AccountField && f.Custom
	}
	if !found {
		t.Errorf("fields do not hold %s", sim.AccountField)
	}
	got := ok[struct {
		Values []struct{ ID, Key, Name string }
	}](t, c.get(jira+"/project/search?query=platform"))
	if len(got.Values) != 1 || got.Values[0].Key != "ATLAS" || got.Values[0].ID != "10000" {
		t.Errorf("projects = %+v, want ATLAS", got)
	}
}

func TestUnknownJiraOperations(t *testing.T) {
	t.Parallel()
	c := rude(t, newTracker())
	tests := map[string]int{
		jira + "/nothing": 404, sim.SiteURL + "/rest/api/2/myself": 404, jira + "/myself?user=1": 400,
		sim.SiteURL + "/4/worklogs": 404, sim.GatewayURL + "/nothing": 404, sim.AuthURL + "/nothing": 404,
	}
	for url, want := range tests {
		if got := c.get(url); got.status != want {
			t.Errorf("%s = %d, want %d", url, got.status, want)
		}
	}
	if got := c.post(jira+"/issue/ATLAS-1", `{}`); got.status != http.StatusMethodNotAllowed {
		t.Errorf("POST on an issue = %d, want 405", got.status)
	}
}

// TestGetProject follows the keys that a project had before.
func TestGetProject(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddProject(sim.Project{Key: "NEW", OldKeys: []string{"OLD"}, Name: "Renamed"})
	c := honest(t, s)
	for asked, want := range map[string]string{"NEW": "NEW", "new": "NEW", "OLD": "NEW", "NONE": ""} {
		got := c.get(jira + "/project/" + asked)
		if found := strings.Contains(got.body, `"key":"NEW"`); found != (want != "") || (got.status == http.StatusNotFound) != (want == "") {
			t.Errorf("%s = %d %s", asked, got.status, got.body)
		}
	}
}
