package tempo_test

import (
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestNamesCanBeShown drops from names what nobody sees. Keys and ids stay as they
// are, because worklogs hold them.
func TestNamesCanBeShown(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.AddAccount(sim.Account{ID: 7, Key: "ACME", Name: "Ac\u200bme\U000E0041"})
	s.AddWorkAttribute(sim.WorkAttribute{
		Key: "_Kind_", Name: "Ki\u202end", Type: "STATIC_LIST", Values: []string{"1"}, Names: map[string]string{"1": "A\u3164\n"},
	})
	s.AddHoliday("2026-03-03", "Carni\u2060val", 4*3600)
	account, err := c.Account(t.Context(), 7)
	if err != nil || account.Name != "Acme" || account.Key != "ACME" {
		t.Errorf("got %+q, %v", account.Name, err)
	}
	for a, err := range c.Accounts(t.Context()) {
		if err != nil || a.Name != "Acme" {
			t.Errorf("in the list: got %+q, %v", a.Name, err)
		}
	}
	attributes, err := c.WorkAttributes(t.Context())
	if err != nil || attributes[0].Name != "Kind" || attributes[0].Names["1"] != "A" {
		t.Errorf("got %+v, %v", attributes, err)
	}
	days, err := c.Schedule(t.Context(), "2026-03-03", "2026-03-03")
	if err != nil || days[0].Holiday.Name != "Carnival" {
		t.Errorf("got %+q, %v", days[0].Holiday.Name, err)
	}
}
