package tempo

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// bulkLimit is how many worklogs one bulk request may create.
const bulkLimit = 50

// Created is what became of one entry: a worklog, or the reason why there is
// none. The reason is an UncertainError where nobody can say.
type Created struct {
	Worklog Worklog
	Err     error
}

// CreateWorklogs creates worklogs, and answers entry by entry in the order
// given. All entries have the same author. Issues are written side by side, each
// by one request at a time. before is what stood there when the call began; with
// nil, a lost answer leaves the outcome open where with it the client can look.
//
// An entry counts as created only when Tempo has shown its worklog. A request
// that has been sent is seen through even when ctx ends.
func (c *Client) CreateWorklogs(ctx context.Context, entries []NewWorklog, before *Snapshot) []Created {
	results := make([]Created, len(entries))
	var wg sync.WaitGroup
	for _, places := range byIssue(entries) {
		wg.Go(func() {
			b := &batch{c: c, before: before, entries: entries, results: results}
			if err := b.run(ctx, places); err != nil {
				b.fail(places, err)
			}
		})
	}
	wg.Wait()
	return results
}

// byIssue groups the places of entries by issue, in the order given.
func byIssue(entries []NewWorklog) [][]int {
	var groups [][]int
	group := map[int64]int{}
	for i, e := range entries {
		g, ok := group[e.IssueID]
		if !ok {
			g = len(groups)
			group[e.IssueID] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// batch writes the entries of one issue. Of results it touches only their
// places.
type batch struct {
	c       *Client
	before  *Snapshot
	entries []NewWorklog
	results []Created
}

// run has the issue to itself. Its error means that nothing has been sent.
func (b *batch) run(ctx context.Context, places []int) error {
	release, err := b.c.locks.lock(ctx, lockKey{"issue", b.entries[places[0]].IssueID})
	if err != nil {
		return err
	}
	defer release()

	single, bulk := b.split(places)
	for chunk := range slices.Chunk(bulk, bulkLimit) {
		b.bulk(ctx, chunk)
	}
	b.singles(ctx, single)
	return nil
}

// split tells the entries that need a request of their own, because a bulk
// request cannot set the remaining estimate, from the others.
func (b *batch) split(places []int) (single, bulk []int) {
	for _, i := range places {
		if b.entries[i].RemainingEstimateSeconds != nil {
			single = append(single, i)
		} else {
			bulk = append(bulk, i)
		}
	}
	if len(bulk) == 1 {
		return places, nil
	}
	return single, bulk
}

// singles sends one request an entry. What Tempo refuses for a reason that holds
// for other entries too is not asked again for them.
func (b *batch) singles(ctx context.Context, places []int) {
	var refused []int
	for _, i := range places {
		if twin := slices.IndexFunc(refused, func(j int) bool { return b.sameRefusal(i, j) }); twin >= 0 {
			b.results[i].Err = b.results[refused[twin]].Err
			continue
		}
		b.results[i] = b.c.createOne(ctx, b.entries[i], b.before)
		if b.results[i].Err != nil {
			refused = append(refused, i)
		}
	}
}

// sameRefusal reports whether the entry at i would be refused as the one at j
// was: the token, the issue, or attributes that both lack or have alike.
func (b *batch) sameRefusal(i, j int) bool {
	e := failure(b.results[j].Err)
	switch e.Status {
	case http.StatusUnauthorized:
		return true
	case http.StatusNotFound, http.StatusBadRequest:
		attribute := len(e.Messages) > 0 && !slices.ContainsFunc(e.Messages, func(m string) bool {
			return !strings.HasPrefix(m, "Work attribute ")
		})
		issue := slices.Contains(e.Messages, "Issue not found")
		return issue || attribute && slices.Equal(b.entries[i].Attributes, b.entries[j].Attributes)
	}
	return false
}

// createOne sends one worklog, and finds out what became of it when the answer
// does not say.
func (c *Client) createOne(ctx context.Context, entry NewWorklog, before *Snapshot) Created {
	for sent := 1; ; sent++ {
		w, err := c.post(ctx, entry)
		if err == nil {
			c.mine.add(w.ID)
			return Created{Worklog: w}
		}
		if !open(err) {
			return Created{Err: err}
		}
		result, lost := c.find(ctx, err, before, []NewWorklog{entry})
		if len(lost) == 0 || !c.again(ctx, err, sent) {
			return result[0]
		}
	}
}

// find settles entries whose answer never came. It returns what is known of
// each, and the places of those that are surely not there.
func (c *Client) find(ctx context.Context, cause error, before *Snapshot, entries []NewWorklog) (results []Created, missing []int) {
	ctx = context.WithoutCancel(ctx)
	var list []Worklog
	var places []int
	look := func() (certain, error) {
		var err error
		if list, err = c.arrivals(ctx, before, entries); err != nil {
			return unclear, err
		}
		places = assign(entries, list, identical, same)
		if slices.Contains(places, -1) {
			return absent, nil
		}
		return present, nil
	}
	_, err := c.settle(ctx, cause, look)

	results = make([]Created, len(entries))
	for i := range entries {
		switch {
		case err != nil:
			results[i].Err = &UncertainError{Cause: cause, LookError: err}
		case places[i] < 0:
			results[i].Err = unseen(cause)
			missing = append(missing, i)
		case before == nil:
			results[i].Err = &UncertainError{Cause: cause, Candidate: list[places[i]].ID}
		default:
			c.mine.add(list[places[i]].ID)
			results[i].Worklog = list[places[i]]
		}
	}
	return results, missing
}

// fail notes why none of the entries has been sent.
func (b *batch) fail(places []int, err error) {
	for _, i := range places {
		b.results[i].Err = err
	}
}
