package sim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Fault is a way in which the services misbehave towards the requests that it
// matches. Exactly one effect is to be set.
type Fault struct {
	// Method, PathPrefix and Match say which requests it is about: all that are
	// set have to agree, and a fault without any is about every request.
	Method     string
	PathPrefix string
	Match      func(*http.Request) bool
	// Skip is how many matching requests pass before the fault begins.
	Skip int
	// Times is how many requests it befalls; 0 is every one.
	Times int

	// Status answers so and does nothing else. Body and Header are those of the
	// answer; without a body, the service's usual one for that status.
	Status int
	Body   string
	Header http.Header
	// StatusAfter does what was asked for and answers with this status, Body and
	// Header.
	StatusAfter int
	// DropBefore breaks the connection without doing anything, DropAfter after
	// having done what was asked for.
	DropBefore, DropAfter bool
	// Err is what a RoundTripper returns for a broken connection instead of
	// "connection reset by peer".
	Err error
	// Refuse does not accept the connection: nothing is sent, and the request is
	// not written down. An http.Handler can only break the connection.
	Refuse bool
	// Delay is how much later than usual the answer comes. The effect is not
	// delayed.
	Delay time.Duration
	// HangBefore and HangAfter give no answer until the caller gives up, without
	// or after having done what was asked for.
	HangBefore, HangAfter bool
	// LateEffect gives no answer either, and does what was asked for after that
	// long, whether the caller is still there or not.
	LateEffect time.Duration
	// Truncate does what was asked for and breaks the connection in the middle of
	// the answer's body.
	Truncate bool
	// Edit does what was asked for and changes the members of the answer, which
	// has to be a JSON object, before it is sent. Numbers are json.Numbers.
	Edit func(body map[string]any)
	// BulkPartial makes a bulk request write so many of its entries and then
	// fail with Status, or 400 when Status is 0.
	BulkPartial int
}

// effects counts the effects that are set.
func (f *Fault) effects() int {
	n := 0
	for _, set := range []bool{
		f.Status != 0 && f.BulkPartial == 0, f.StatusAfter != 0, f.DropBefore, f.DropAfter, f.Refuse, f.Delay != 0,
		f.HangBefore, f.HangAfter, f.LateEffect != 0, f.Truncate, f.Edit != nil, f.BulkPartial != 0,
	} {
		if set {
			n++
		}
	}
	return n
}

// AddFault makes the services misbehave from now on. Of several faults that
// match a request, the first one that is neither spent nor still skipping
// befalls it. AddFault panics when the fault has no effect or more than one.
func (s *Sim) AddFault(f Fault) {
	if f.effects() != 1 {
		panic("sim: a fault has exactly one effect")
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = append(s.faults.list, &armed{Fault: f, skip: f.Skip, left: f.Times})
}

// ClearFaults ends all misbehavior.
func (s *Sim) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

type faults struct {
	mu   sync.Mutex
	list []*armed
}

// armed is a fault that counts down.
type armed struct {
	Fault
	skip int
	left int
}

// pick returns what befalls a request; a zero fault is nothing at all.
func (f *faults) pick(req *http.Request, body []byte) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range f.list {
		if a.Times > 0 && a.left == 0 || !a.matches(req, body) {
			continue
		}
		if a.skip > 0 {
			a.skip--
			continue
		}
		a.left--
		return &a.Fault
	}
	return &Fault{}
}

func (f *Fault) matches(req *http.Request, body []byte) bool {
	if f.Method != "" && f.Method != req.Method || !strings.HasPrefix(req.URL.Path, f.PathPrefix) {
		return false
	}
	if f.Match == nil {
		return true
	}
	clone := req.Clone(req.Context())
	clone.Body = io.NopCloser(bytes.NewReader(body))
	return f.Match(clone)
}

// answer is what the fault puts in the place of the service's own answer.
func (f *Fault) answer(c *call, status int) answer {
	a := c.failure(status, http.StatusText(status))
	if f.Body != "" {
		a = answer{status: status, contentType: contentTypeOf(f.Body), body: []byte(f.Body)}
	}
	a.header = f.Header.Clone()
	a.contentType = cmp.Or(a.header.Get("Content-Type"), a.contentType)
	return a
}

// edited is the service's own answer as the fault changes it.
func (f *Fault) edited(a answer) answer {
	var o object
	dec := json.NewDecoder(bytes.NewReader(a.body))
	dec.UseNumber() // ids are exact
	if err := dec.Decode(&o); err != nil {
		panic("sim: a fault can only edit a JSON object")
	}
	f.Edit(o)
	a.body = encode(o)
	return a
}

// contentTypeOf guesses what a body is.
func contentTypeOf(body string) string {
	body = strings.TrimSpace(body)
	switch {
	case strings.HasPrefix(body, "{"), strings.HasPrefix(body, "["):
		return jsonType
	case strings.HasPrefix(body, "<"):
		return htmlType
	default:
		return textType
	}
}
