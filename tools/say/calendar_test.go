package say_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// TestCalendarNotes tells what is a guess, also of a time zone that is told and not
// known.
func TestCalendarNotes(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("UTC-9", -9*3600)
	const (
		guessedZone = "Your Jira profile shows no time zone that is known here; days are counted in UTC-9."
		guessedWeek = "Tempo did not tell the start of its week; weeks are taken to begin on Monday."
	)
	for _, tt := range []struct {
		calendar person.Calendar
		want     []string
	}{
		{person.Calendar{Zone: zone}, nil},
		{person.Calendar{Zone: zone, ZoneGuessed: true}, []string{guessedZone}},
		{person.Calendar{Zone: zone, ZoneGuessed: true, WeekGuessed: true}, []string{guessedZone, guessedWeek}},
	} {
		if diff := cmp.Diff(tt.want, say.CalendarNotes(tt.calendar)); diff != "" {
			t.Errorf("notes (-want +got)\n%s", diff)
		}
	}
}
