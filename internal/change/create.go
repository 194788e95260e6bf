package change

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// create makes new worklogs of one issue, by one request at a time. A worklog
// counts as made only when Tempo has shown it.
func (w *writer) create(ctx context.Context, changes []*Change) {
	single, bulk := split(changes)
	for chunk := range slices.Chunk(bulk, tempo.MaxBulk) {
		w.createBulk(ctx, chunk)
		w.journal.settled(ctx, chunk...)
	}
	w.createSingly(ctx, single)
}

// split tells the worklogs that need a request of their own, because a bulk request
// cannot set the remaining estimate, from the others.
func split(changes []*Change) (single, bulk []*Change) {
	for _, c := range changes {
		if c.wire.RemainingEstimateSeconds != nil {
			single = append(single, c)
		} else {
			bulk = append(bulk, c)
		}
	}
	if len(bulk) == 1 {
		return changes, nil
	}
	return single, bulk
}

// createSingly sends one request a worklog. What Tempo refuses for a reason that
// holds for other worklogs too is not asked again for them.
func (w *writer) createSingly(ctx context.Context, changes []*Change) {
	var refused []*Change
	for _, c := range changes {
		if twin := slices.IndexFunc(refused, func(r *Change) bool { return sameRefusal(c, r) }); twin >= 0 {
			fail(refused[twin].Err, c)
			continue
		}
		w.createOne(ctx, c)
		w.journal.settled(ctx, c)
		if c.Err != nil {
			refused = append(refused, c)
		}
	}
}

// sameRefusal reports whether a worklog would be refused as another one was: for
// the token, the issue, or attributes that both lack or have alike.
func sameRefusal(c, refused *Change) bool {
	e := failure(refused.Err)
	switch e.Status {
	case http.StatusUnauthorized:
		return true
	case http.StatusNotFound, http.StatusBadRequest:
		attribute := len(e.Messages) > 0 && !slices.ContainsFunc(e.Messages, func(m string) bool {
			return !strings.HasPrefix(m, "Work attribute ")
		})
		issue := slices.Contains(e.Messages, "Issue not found")
		return issue || attribute && slices.Equal(c.wire.Attributes, refused.wire.Attributes)
	}
	return false
}

// createOne sends one worklog, and finds out what became of it when the answer does
// not say.
func (w *writer) createOne(ctx context.Context, c *Change) {
	for sent := 1; !c.over; sent++ {
		made, err := w.post(ctx, c)
		switch {
		case err == nil:
			c.made(&made)
		case w.mend(ctx, c, err): // and sent once more
		case !unanswered(err):
			fail(err, c)
		default:
			missing := w.find(ctx, err, []*Change{c})
			if !w.again(ctx, err, sent) {
				fail(unseen(err), missing...)
			}
		}
	}
}
