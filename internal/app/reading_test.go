package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

// TestReadingStartsNoSignIn explains itself instead, and works once somebody is
// signed in.
func TestReadingStartsNoSignIn(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	m := s.connect()
	read := mcp.ReadResourceRequest{}
	read.Params.URI = "tempo://me"
	_, err := m.ReadResource(t.Context(), read)
	if err == nil || !strings.Contains(err.Error(), "Nobody is signed in to Jira") || !strings.Contains(err.Error(), "have a client call a tool") {
		t.Errorf("%v", err)
	}
	complete := mcp.CompleteRequest{}
	complete.Params.Ref = mcp.PromptReference{Type: "ref/prompt", Name: "logMyDay"}
	complete.Params.Argument = mcp.CompleteArgument{Name: "issueKey", Value: "a"}
	if got, err := m.Complete(t.Context(), complete); err != nil || len(got.Completion.Values) > 0 {
		t.Errorf("%v, %v", got, err)
	}
	if got := len(s.Requests()); got > 0 {
		t.Errorf("%d requests were sent", got)
	}

	s.signedIn(time.Hour)
	if got, err := m.ReadResource(t.Context(), read); err != nil || len(got.Contents) != 1 {
		t.Errorf("signed in: %v, %v", got, err)
	}
}
