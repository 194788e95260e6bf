package mcp_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	ourmcp "github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// TestSignInAfterConsent is what a client of the stateless era hears when it
// calls again after it has shown the address.
func TestSignInAfterConsent(t *testing.T) {
	t.Parallel()
	const address = "https://auth.example.com/authorize?state=1"
	tests := []struct {
		name string
		wait error
		want []string
	}{
		{"not done yet", context.DeadlineExceeded, []string{address, "call the tool again"}},
		{"went wrong", auth.ErrDeclined, []string{"declined in the browser.", "call the tool again"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := kit.Env{Help: say.OwnMachine(), Resolve: func(context.Context) (*person.Person, error) {
				return nil, &kit.SignInError{URL: address, Wait: func(context.Context) error { return tt.wait }}
			}}
			s := ourmcp.New(ourmcp.Offer{Version: "1", Calls: env, Reading: env})
			answer, err := json.Marshal(s.Bare().HandleMessage(t.Context(), json.RawMessage(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{
				"name":"retrieveWorklogs","arguments":{"period":"today"},
				"inputResponses":{"signIn":{"action":"accept"}},
				"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"url":{}}}}}}`)))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range append(tt.want, `"isError":true`) {
				if !strings.Contains(string(answer), want) {
					t.Errorf("%q is not in %s", want, answer)
				}
			}
			if !errors.Is(tt.wait, context.DeadlineExceeded) && strings.Contains(string(answer), address) {
				t.Errorf("an address that is of no more use is in %s", answer)
			}
		})
	}
}
