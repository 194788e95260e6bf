package resources_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// FuzzResourceAddress finds addresses that nobody has words for.
func FuzzResourceAddress(f *testing.F) {
	for _, period := range []string{"thisWeek", "2026-03-02", "2026-03-02..2026-03-06", "..", "%2e", "%zz", "monday..", "\x00"} {
		f.Add(period)
	}
	const stop = say.MessageError("stop")
	f.Fuzz(func(t *testing.T, period string) {
		for _, r := range tools.Resources() {
			uri := strings.Replace(r.URI, "{period}", period, 1)
			_, err := r.Read(t.Context(), kit.Env{Resolve: func(context.Context) (*person.Person, error) { return nil, stop }}, uri)
			if err == nil || !errors.Is(err, stop) && !kit.Mistaken(err) {
				t.Errorf("%q: %v", uri, err)
			}
		}
	})
}
