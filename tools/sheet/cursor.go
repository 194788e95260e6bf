package sheet

import (
	"cmp"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// The orders in which worklogs are listed.
const (
	oldest = "oldest"
	newest = "newest"
)

// cursor is the place behind a worklog in a list by day, start and id, in one of the
// two orders; within a day, what has no start comes last in both. A place stays right
// when worklogs are added or deleted meanwhile, as a number of rows would not. Without
// a date it is the beginning.
type cursor struct {
	order      string
	date, time string
	id         int64
}

func (c cursor) after(w tempo.Worklog) cursor {
	return cursor{c.order, w.StartDate, w.StartTime, w.ID}
}

// before reports whether a worklog comes after the cursor.
func (c cursor) before(w tempo.Worklog) bool { return c.date == "" || c.compare(c.after(w)) < 0 }

func (c cursor) compare(other cursor) int {
	sign := 1
	if c.order == newest {
		sign = -1
	}
	return cmp.Or(
		sign*cmp.Compare(c.date, other.date),
		boolean(c.time == "")-boolean(other.time == ""),
		sign*cmp.Compare(c.time, other.time),
		sign*cmp.Compare(c.id, other.id),
	)
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sorted compares two worklogs by the cursor's order.
func (c cursor) sorted(a, b tempo.Worklog) int { return c.after(a).compare(c.after(b)) }

// String is the cursor as text that means nothing to a client.
func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join([]string{c.order, c.date, c.time, strconv.FormatInt(c.id, 10)}, "|")))
}

// parseCursor reads a cursor of a list in the given order. None is the beginning.
func parseCursor(s, order string) (cursor, error) {
	if s == "" {
		return cursor{order: order}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(s))
	parts := strings.Split(string(raw), "|")
	wrong := say.Problem("cursor %q is not one that an answer gave: take nextCursor as it is, or leave cursor out.", say.Brief(s))
	if err != nil || len(parts) != 4 || parts[1] == "" || parts[0] != oldest && parts[0] != newest {
		return cursor{}, wrong
	}
	id, err := strconv.ParseInt(parts[3], 10, 64)
	if err != nil {
		return cursor{}, wrong
	}
	if parts[0] != order {
		return cursor{}, say.Problem("cursor is of a list with order %s, and this call has order %s: give order %s with it, or leave cursor out.", parts[0], order, parts[0])
	}
	return cursor{parts[0], parts[1], parts[2], id}, nil
}
