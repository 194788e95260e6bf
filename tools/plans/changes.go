package plans

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// How many changes are listed, by undoChange and by the resource.
const (
	shownChanges  = 10
	listedChanges = 50
)

// changeRow is a change of the journal, without what its worklogs say.
type changeRow struct {
	ChangeID string `json:"changeId" doc:"Id for undoChange"`
	At       string `json:"at" doc:"When, in the person's time zone"`
	Tool     string `json:"tool" doc:"Tool that has made it"`
	Undoes   string `json:"undoes,omitempty" doc:"Id of the change that it takes back"`
	Summary  string `json:"summary" doc:"What it has made of worklogs"`
	State    string `json:"state" doc:"Whether it still stands"`
	Undoing  string `json:"undoing" doc:"What undoing it does"`
}

type changesOutput struct {
	Changes []changeRow `json:"changes"`
}

// Changes is the resource of the person's last changes.
func Changes() kit.Resource {
	return kit.Resource{
		URI: "tempo://changes", Name: "changes", Title: "Last changes",
		Description: "The last 50 changes that this server has written for the signed-in person, with the ids for undoChange.",
		Answer: func(ctx context.Context, c *kit.Caller, _ kit.Days) (any, error) {
			list, err := latest(ctx, c, listedChanges)
			return changesOutput{list}, err
		},
	}
}

// latest lists the newest changes of the person.
func latest(ctx context.Context, c *kit.Caller, n int) ([]changeRow, error) {
	list, err := change.Latest(ctx, c.Person, n)
	if err != nil {
		return nil, err
	}
	zone := time.UTC
	if known, ok := c.KnownZone(); ok {
		zone = known
	}
	rows := []changeRow{}
	for _, of := range list {
		rows = append(rows, changeRow{
			ChangeID: of.ID, At: of.At.In(zone).Format(time.RFC3339), Tool: of.Tool, Undoes: of.Undoes,
			Summary: say.Made(of), State: say.Standing(of), Undoing: say.Unmaking(of),
		})
	}
	return rows, nil
}

// changeLines lists changes, a line each.
func changeLines(list []changeRow) string {
	if len(list) == 0 {
		return "The journal has no changes."
	}
	var b strings.Builder
	b.WriteString("The last changes, newest first; nothing was changed:")
	for _, c := range list {
		fmt.Fprintf(&b, "\n%s %s %s: %s, %s", c.ChangeID, c.At, c.Tool, c.Summary, c.State)
		if c.Undoes != "" {
			b.WriteString("; undoes " + c.Undoes)
		}
		fmt.Fprintf(&b, "; undoing it: %s", c.Undoing)
	}
	return b.String()
}
