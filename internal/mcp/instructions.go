package mcp

import (
	"context"
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// instructions tell a model what it cannot see from the tools themselves. They hold
// nothing that comes from Jira or Tempo, but for the name of a zone.
func (o Offer) instructions(ctx context.Context) string {
	text := about
	if o.Today != nil {
		day, zone := o.Today(ctx)
		text += fmt.Sprintf("\nToday is %s (%s).", say.Day(day), say.Zone(zone, day))
	}
	if o.Selection.ReadOnly {
		text += readOnly
	}
	return text
}

const about = `Log, look up, correct and add up the time of the signed-in person in Tempo Timesheets (Jira Cloud).
Dates: YYYY-MM-DD, today, yesterday, tomorrow, or a weekday, which is the latest one not after today: write days to come as dates. Periods such as lastWeek where offered. Days are those of the person's time zone; results say which dates were meant.
Time spent: text (1h 30m, 9:00-11:30) or hours (1.5). Results give each amount exactly as text; use that one.
Look before you write: retrieveWorklogs has the ids and what is logged already. Read the notes of an answer, and tell the person what matters. undoChange takes a write back. After an error that says the outcome is unknown, look before trying again.
Log only time that the person names, on the day of the work and not of this talk. Never log an agent's running time unasked, never guess issue keys, and ask before you delete or change several worklogs.
Not here: submitting or approving time sheets, timers, changing Jira issues, and writing other people's time.`

const readOnly = "\nThis server is read-only (TEMPO_MCP_READ_ONLY): logging, editing and deleting are switched off."
