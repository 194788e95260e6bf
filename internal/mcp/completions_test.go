package mcp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

func complete(t *testing.T, c *client.Client, ref any, name, value string) (mcp.Completion, error) {
	t.Helper()
	request := mcp.CompleteRequest{}
	request.Params.Ref, request.Params.Argument = ref, mcp.CompleteArgument{Name: name, Value: value}
	result, err := c.Complete(t.Context(), request)
	if err != nil {
		return mcp.Completion{}, err
	}
	return result.Completion, nil
}

func promptRef(name string) mcp.PromptReference {
	return mcp.PromptReference{Type: "ref/prompt", Name: name}
}

func resourceRef(uri string) mcp.ResourceReference {
	return mcp.ResourceReference{Type: "ref/resource", URI: uri}
}

func TestCompletions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		ref             any
		argument, begun string
		want            string
	}{
		{"days", promptRef("logMyDay"), "date", "", "today yesterday monday tuesday wednesday thursday friday saturday sunday tomorrow"},
		{"days begun", promptRef("logMyDay"), "date", "T", "today tuesday thursday tomorrow"},
		{"free text", promptRef("logMyDay"), "notes", "revi", ""},
		{"periods", promptRef("fillMissingDays"), "period", "this", "thisWeek thisMonth"},
		{"weeks", promptRef("weeklyReport"), "period", "", "thisWeek lastWeek"},
		{"months", promptRef("monthEnd"), "period", "LAST", "lastMonth"},
		{"issues by key", promptRef("logMyDay"), "issueKey", "atlas", "ATLAS-1 ATLAS-2"},
		{"issues by summary", promptRef("fillMissingDays"), "issueKey", "quiet", "OPS-3"},
		{"no such issue", promptRef("logMyDay"), "issueKey", "nothing", ""},
		{"too long", promptRef("logMyDay"), "issueKey", strings.Repeat("a", 256), ""},
		{"hidden issue", promptRef("logMyDay"), "issueKey", "secret", ""},
		{"resource", resourceRef("tempo://worklogs/{period}"), "period", "last", "lastWeek lastMonth"},
		{"other resource", resourceRef("tempo://schedule/{period}"), "period", "yes", "yesterday"},
	}
	s := tooltest.NewSite(t)
	s.AddIssue(sim.Issue{ID: 10004, Key: "SEC-4", Summary: "Secret", Hidden: true})
	c := s.Client(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := complete(t, c, tt.ref, tt.argument, tt.begun)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got.Values, " ")); diff != "" || got.Total != len(got.Values) || got.HasMore {
				t.Errorf("%+v (-want +got):\n%s", got, diff)
			}
		})
	}
}

func TestCompletionsOfNothing(t *testing.T) {
	t.Parallel()
	c := tooltest.NewSite(t).Client(t)
	for _, tt := range []struct {
		ref             any
		argument, wants string
	}{
		{promptRef("logMyNight"), "date", `no prompt "logMyNight"`},
		{promptRef("logMyDay"), "day", `logMyDay has no argument "day"`},
		{resourceRef("tempo://me"), "period", `no resource template "tempo://me"`},
		{resourceRef("tempo://worklogs/{period}"), "week", `has no argument "week"`},
	} {
		if _, err := complete(t, c, tt.ref, tt.argument, ""); err == nil || !strings.Contains(err.Error(), tt.wants) {
			t.Errorf("%v %s: %v", tt.ref, tt.argument, err)
		}
	}
}

// TestCompletionsFail in silence, since a client asks at every key stroke.
func TestCompletionsFail(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t, func(o *tooltest.Setup) { o.Transport = picker{o.Sim, http.StatusForbidden, `{"errorMessages":["no"]}`} })
	var log strings.Builder
	sessions := map[string]kit.Resolve{
		"no session": func(context.Context) (*person.Person, error) { return nil, errors.New("not set up") },
		"forbidden":  func(context.Context) (*person.Person, error) { return s.Person, nil },
	}
	for name, resolve := range sessions {
		env := kit.Env{Resolve: resolve, Log: slog.New(slog.NewTextHandler(&log, nil))}
		got, err := complete(t, tooltest.Client(t, env), promptRef("logMyDay"), "issueKey", "a")
		if err != nil || len(got.Values) > 0 {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	tooltest.Wants(t, log.String(), "no issues to complete a key with")
}

// TestManyCompletions stays within what the protocol allows.
func TestManyCompletions(t *testing.T) {
	t.Parallel()
	var issues []string
	for n := range 150 {
		issues = append(issues, fmt.Sprintf(`{"id":%d,"key":"ABC-%d","summaryText":"x"}`, n+1, n+1))
	}
	text := fmt.Sprintf(`{"sections":[{"id":"hs","issues":[%s]},{"id":"cs","issues":[%s]}]}`, issues[0], strings.Join(issues, ","))
	s := tooltest.NewSite(t, func(o *tooltest.Setup) { o.Transport = picker{o.Sim, http.StatusOK, text} })
	got, err := complete(t, s.Client(t), promptRef("logMyDay"), "issueKey", "ABC")
	if err != nil || len(got.Values) != 100 || got.Total != 150 || !got.HasMore || got.Values[99] != "ABC-100" {
		t.Errorf("%d of %d, %v", len(got.Values), got.Total, err)
	}
}

// picker is a simulator whose picker answers otherwise.
type picker struct {
	*sim.Sim

	status int
	text   string
}

func (p picker) RoundTrip(req *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(req.URL.Path, "/issue/picker") {
		return p.Sim.RoundTrip(req)
	}
	return &http.Response{
		StatusCode: p.status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(p.text)), Request: req,
	}, nil
}
