package tempo

import (
	"context"
	"net/http"
	"slices"
)

// bulk sends the entries at places with one request, and again what surely did
// not arrive. Tempo's answer has neither an order that it promises nor results
// entry by entry, so the worklogs themselves tell what was written.
func (b *batch) bulk(ctx context.Context, places []int) {
	for sent := 1; len(places) > 0; sent++ {
		created, err := b.c.postBulk(ctx, b.entries[places[0]].IssueID, b.pick(places))
		if err == nil {
			b.take(ctx, places, created)
			return
		}
		e := failure(err)
		switch {
		case e.Unknown():
			places = b.lost(ctx, places, err)
			if !b.c.again(ctx, err, sent) {
				return
			}
		case e.Status == http.StatusConflict && sent <= b.c.retries:
			// Another bulk request for the issue is still running.
			b.note(places, err)
			if pause(ctx, b.c.retryDelay<<(sent-1)) != nil {
				return
			}
		case e.Status == http.StatusBadRequest, e.Status == http.StatusForbidden:
			b.oneByOne(ctx, places, err)
			return
		default:
			b.note(places, err)
			return
		}
	}
}

// pick returns the entries at places.
func (b *batch) pick(places []int) []NewWorklog {
	list := make([]NewWorklog, len(places))
	for i, place := range places {
		list[i] = b.entries[place]
	}
	return list
}

// note sets the reason why the entries at places were not created.
func (b *batch) note(places []int, err error) {
	for _, i := range places {
		b.results[i] = Created{Err: err}
	}
}

// take gives the entries at places their worklogs out of Tempo's answer. What
// the answer does not show is looked for.
func (b *batch) take(ctx context.Context, places []int, created []Worklog) {
	for _, w := range created {
		b.c.mine.add(w.ID)
	}
	found := assign(b.pick(places), created, identical, same, roughly)
	var rest []int
	for i, place := range places {
		if found[i] < 0 {
			rest = append(rest, place)
			continue
		}
		b.results[place] = Created{Worklog: created[found[i]]}
	}
	if len(rest) > 0 {
		b.lost(ctx, rest, errIncomplete)
	}
}

// lost looks for entries whose fate the answer did not tell, notes what is
// known, and returns the places of those that are surely not there.
func (b *batch) lost(ctx context.Context, places []int, cause error) []int {
	results, missing := b.c.find(ctx, cause, b.before, b.pick(places))
	for i, place := range places {
		b.results[place] = results[i]
	}
	left := make([]int, len(missing))
	for i, m := range missing {
		left[i] = places[m]
	}
	return left
}

// oneByOne follows a refusal, which does not say which entry was the reason nor
// whether others were written: what is there already counts as created, the
// others are sent singly, so that each gets its own answer.
func (b *batch) oneByOne(ctx context.Context, places []int, refusal error) {
	left := b.lost(ctx, places, refusal)
	if ctx.Err() != nil {
		return
	}
	slices.Sort(left)
	b.singles(ctx, left)
}
