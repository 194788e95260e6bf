package person

import "sync"

// claimAtMost bounds the claims. A claim matters to the calls under way at the
// same time, and these are far fewer.
const claimAtMost = 20_000

// claims are the ids of the worklogs that calls of the person have made, the
// latest of them.
type claims struct {
	mu    sync.Mutex
	ids   map[int64]struct{}
	order []int64
}

// Claim notes that a call has made a worklog, so that no other call takes it for
// its own.
func (p *Person) Claim(worklogID int64) {
	c := &p.claims
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.ids[worklogID]; ok {
		return
	}
	if c.ids == nil {
		c.ids = map[int64]struct{}{}
	}
	c.ids[worklogID] = struct{}{}
	if c.order = append(c.order, worklogID); len(c.order) > claimAtMost {
		delete(c.ids, c.order[0])
		c.order = c.order[1:]
	}
}

// Claimed reports whether a call of the person has made the worklog.
func (p *Person) Claimed(worklogID int64) bool {
	c := &p.claims
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.ids[worklogID]
	return ok
}
