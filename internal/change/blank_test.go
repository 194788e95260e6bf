package change_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
)

// TestCreateWithoutWords sends no description that is nothing but white space: where
// descriptions are required, it would pass for one.
func TestCreateWithoutWords(t *testing.T) {
	t.Parallel()
	for _, blank := range []string{"", " ", "\n\t ", "\u00a0", "\u200b"} {
		s, p := newSite(t)
		s.DescriptionRequired = true
		c := entry(text(blank))
		if _, err := change.Apply(t.Context(), p, []*change.Change{c}); err != nil || c.Err == nil {
			t.Errorf("%q: got %v and %v, want Tempo's refusal", blank, err, c.Err)
		}
		said, ok := sent(t, s, http.MethodPost)[0].(object)["description"]
		if diff := cmp.Diff([]any{nil, false}, []any{said, ok}); diff != "" {
			t.Errorf("%q is sent (-want +got)\n%s", blank, diff)
		}
		if len(s.Worklogs()) > 0 {
			t.Errorf("%q: something was logged", blank)
		}
	}
}
