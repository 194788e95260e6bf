package sim

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// Request is a request that has reached the services.
type Request struct {
	Method string
	Host   string
	Path   string
	Query  url.Values
	Header http.Header
	Body   []byte
	Status int // of the answer, 0 without one
}

// Worklogs returns the worklogs, sorted by id.
func (s *Sim) Worklogs() []Worklog {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	list := make([]Worklog, 0, len(s.site.worklogs.byID))
	for _, id := range slices.Sorted(maps.Keys(s.site.worklogs.byID)) {
		w := s.site.worklogs.byID[id].Worklog
		w.Attributes = slices.Clone(w.Attributes)
		list = append(list, w)
	}
	return list
}

// RemainingEstimate returns the remaining estimate of an issue in seconds: what a
// write has last said, or what the issue was added with.
func (s *Sim) RemainingEstimate(issueID int64) (seconds int64, ok bool) {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	return s.site.remainingOf(issueID)
}

// Requests returns the requests that have reached the services, in the order in
// which they came.
func (s *Sim) Requests() []Request {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	list := make([]Request, len(s.wire.requests))
	for i, r := range s.wire.requests {
		list[i] = *r
	}
	return list
}

// ResetRequests forgets the requests and the highest numbers of requests so far.
func (s *Sim) ResetRequests() {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	s.wire.requests = nil
	s.wire.maxRequests, s.wire.maxWrites = s.wire.inFlight, 0
}

// MaxInFlight returns the highest number of requests that were under way at
// once, and of writes to one issue among them.
func (s *Sim) MaxInFlight() (requests, writesToOneIssue int) {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	return s.wire.maxRequests, s.wire.maxWrites
}

// wire keeps the books on what is and was under way.
type wire struct {
	mu          sync.Mutex
	requests    []*Request
	inFlight    int
	writes      map[int64]int // per issue
	bulks       map[int64]int // per issue
	maxRequests int
	maxWrites   int
}

// enter writes a request down. It tells the call when another bulk request for
// the same issue is running.
func (w *wire) enter(c *call) *Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := &Request{
		Method: c.req.Method, Host: c.host, Path: c.req.URL.Path,
		Query: c.query, Header: c.req.Header.Clone(), Body: c.body,
	}
	w.requests = append(w.requests, r)
	w.inFlight++
	w.maxRequests = max(w.maxRequests, w.inFlight)
	if c.writesTo != 0 {
		if w.writes == nil {
			w.writes, w.bulks = map[int64]int{}, map[int64]int{}
		}
		w.writes[c.writesTo]++
		w.maxWrites = max(w.maxWrites, w.writes[c.writesTo])
	}
	if c.bulk {
		c.conflict = w.bulks[c.writesTo] > 0
		if !c.conflict {
			w.bulks[c.writesTo]++
		}
	}
	return r
}

// leave writes down how a request has ended.
func (w *wire) leave(c *call, r *Request, status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r.Status = status
	w.inFlight--
	if c.writesTo != 0 {
		w.writes[c.writesTo]--
	}
}

// endBulk ends a bulk request's claim on its issue, once its effect is there or
// can no longer come.
func (w *wire) endBulk(c *call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c.bulk && !c.conflict {
		w.bulks[c.writesTo]--
	}
}
