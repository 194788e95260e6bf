package sheet

import (
	"cmp"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// cursor is the place behind a worklog in a list by day, start and id. A place
// stays right when worklogs are added or deleted meanwhile, as a number of rows
// would not. The zero value is the beginning.
type cursor struct {
	date, time string
	id         int64
}

func cursorAfter(w tempo.Worklog) cursor { return cursor{w.StartDate, w.StartTime, w.ID} }

// before reports whether a worklog comes after the cursor.
func (c cursor) before(w tempo.Worklog) bool { return c.compare(cursorAfter(w)) < 0 }

func (c cursor) compare(other cursor) int {
	return cmp.Or(cmp.Compare(c.date, other.date), cmp.Compare(c.time, other.time), cmp.Compare(c.id, other.id))
}

// String is the cursor as text that means nothing to a client.
func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(c.date + "|" + c.time + "|" + strconv.FormatInt(c.id, 10)))
}

func parseCursor(s string) (cursor, error) {
	if s == "" {
		return cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(s))
	parts := strings.Split(string(raw), "|")
	if err != nil || len(parts) != 3 {
		return cursor{}, say.Problem("cursor %q is not one that an answer gave: take nextCursor as it is, or leave cursor out.", s)
	}
	id, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return cursor{}, say.Problem("cursor %q is not one that an answer gave: take nextCursor as it is, or leave cursor out.", s)
	}
	return cursor{parts[0], parts[1], id}, nil
}
