package say

import (
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
)

// CalendarNotes tells what about a calendar is a guess.
func CalendarNotes(c person.Calendar) []string {
	var notes []string
	if c.ZoneGuessed {
		notes = append(notes, fmt.Sprintf("Your Jira profile shows no time zone that is known here; days are counted in %s.", Zone(c.Zone, c.Today)))
	}
	if c.WeekGuessed {
		notes = append(notes, "Tempo did not tell the start of its week; weeks are taken to begin on Monday.")
	}
	return notes
}
