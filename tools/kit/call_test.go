package kit_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func TestUnforeseenErrors(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t, tooltest.Unchecked)
	s.Odd = true
	s.AddFault(sim.Fault{PathPrefix: "/rest/api/3/myself", Status: 200, Body: `{}`})
	text := s.Fails(t, "retrieveWorklogs", `{"startDate":"2026-03-01","endDate":"2026-03-31"}`)
	tooltest.Wants(t, text, "Internal error, reference ")
	reference := strings.TrimSuffix(strings.Fields(text)[3], ".")
	tooltest.Wants(t, s.Log.String(), "reference="+reference, "names no account id", "tool=retrieveWorklogs")
}

func TestPanic(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	resolve := func(context.Context) (*person.Person, error) { panic("gone") }
	env := kit.Env{Resolve: resolve, Help: say.OwnMachine(), Log: slog.New(slog.NewTextHandler(&log, nil))}
	result := tooltest.Tool(t, "deleteWorklog").Call(t.Context(), env, json.RawMessage(`{"worklogId":1}`))
	if !result.IsError || !strings.HasPrefix(result.Text, "Internal error, reference ") {
		t.Errorf("%+v", result)
	}
	tooltest.Wants(t, log.String(), "panic: gone")
}

// TestNotSetUp shows the reason why there is no session, after the arguments
// were checked.
func TestNotSetUp(t *testing.T) {
	t.Parallel()
	resolve := func(context.Context) (*person.Person, error) {
		return nil, say.MessageError("TEMPO_API_TOKEN is missing")
	}
	call := func(args string) kit.Result {
		return tooltest.Tool(t, "deleteWorklog").Call(t.Context(), kit.Env{Resolve: resolve}, json.RawMessage(args))
	}
	if r := call(`{"worklogId":1}`); !r.IsError || r.Text != "TEMPO_API_TOKEN is missing" {
		t.Errorf("%+v", r)
	}
	tooltest.Wants(t, call(`{}`).Text, "worklogId is missing")
}
