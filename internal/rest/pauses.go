package rest

import (
	"slices"
	"strings"
	"time"
)

// Reasons of a 429 that do not concern the whole client
// (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/).
const (
	reasonBurst    = "jira-burst-based"
	reasonPerIssue = "jira-per-issue-on-write"
)

// narrow reports whether a 429 for this reason leaves other endpoints alone.
func narrow(reason string) bool { return reason == reasonBurst || reason == reasonPerIssue }

// longestPause bounds a pause; quotas are by the hour.
const longestPause = time.Hour

// probeEvery is how long a pause lasts before one request may find out whether it is
// over, and before the next one may.
const probeEvery = time.Minute

// pause is a time in which the service wants no requests.
type pause struct {
	endpoint string // "": all of them
	reason   string
	until    time.Time
	probe    time.Time // when one request may find out whether it is over
	over     chan struct{}
	timer    *time.Timer
}

// addPause makes the calls that a 429 concerns wait: those to the same endpoint
// after a burst, none besides the refused call itself for a single issue, and
// all of them for any other reason. A pause that is there already goes on, for as
// long as the longer of the two.
func (p *pace) addPause(cl call, reason string, length time.Duration) {
	if reason == reasonPerIssue {
		return
	}
	length = min(length, longestPause)
	now := p.now()
	added := &pause{reason: reason, until: now.Add(length), probe: now.Add(probeEvery), over: make(chan struct{})}
	if reason == reasonBurst {
		added.endpoint = endpoint(cl)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if current, ok := p.pauses[added.endpoint]; ok {
		if !added.until.After(current.until) {
			current.probe = added.probe
			return
		}
		p.drop(current) // who waits for it finds the new one
	}
	p.pauses[added.endpoint] = added
	added.timer = time.AfterFunc(length, func() { p.end(added) })
}

// end ends pauses, for all who wait for them.
func (p *pace) end(pauses ...*pause) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, ended := range pauses {
		p.drop(ended)
	}
}

func (p *pace) drop(ended *pause) {
	if p.pauses[ended.endpoint] == ended {
		delete(p.pauses, ended.endpoint)
		ended.timer.Stop()
		close(ended.over)
	}
}

// last returns the pause that ends last of those that concern the call, or nil. When a
// pause began and how long it is do not matter, nor do those that the call tries.
func (p *pace) last(cl call, tried []*pause) *pause {
	p.mu.Lock()
	defer p.mu.Unlock()
	var last *pause
	for _, candidate := range p.concerning(cl, tried) {
		if last == nil || candidate.until.After(last.until) {
			last = candidate
		}
	}
	return last
}

func (p *pace) concerning(cl call, tried []*pause) []*pause {
	var list []*pause
	for _, name := range []string{"", endpoint(cl)} {
		if candidate, ok := p.pauses[name]; ok && !slices.Contains(tried, candidate) {
			list = append(list, candidate)
		}
	}
	return list
}

// try returns the long pauses that the call is to find out about, whether they are
// over. There are none when another call has just been sent for that.
func (p *pace) try(cl call) []*pause {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	long := slices.DeleteFunc(p.concerning(cl, nil), func(c *pause) bool { return c.until.Sub(now) <= maxWait })
	if slices.ContainsFunc(long, func(c *pause) bool { return now.Before(c.probe) }) {
		return nil
	}
	for _, c := range long {
		c.probe = now.Add(probeEvery)
	}
	return long
}

// endpoint names what a call is limited by: its method and its path with the
// ids, which are the longer segments with a digit in them, taken out.
func endpoint(cl call) string {
	segments := strings.Split(cl.path, "/")
	for i, segment := range segments {
		if len(segment) > 1 && strings.ContainsAny(segment, "0123456789") {
			segments[i] = "*"
		}
	}
	return cl.method + " " + strings.Join(segments, "/")
}
