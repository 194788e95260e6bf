package sim_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

func TestFaultsThatAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault   sim.Fault
		status  int
		header  string // of the answer, "Name: value"
		body    string
		effects int
	}{
		"too many, in Tempo's form": {
			sim.Fault{Status: 429, Header: http.Header{"Retry-After": {"3"}}}, 429, "Retry-After: 3", `{"errors":[{"message":"Too Many Requests"}]}`, 0,
		},
		"too many, without a hint": {sim.Fault{Status: 429}, 429, "Retry-After: ", `{"errors":[{"message":"Too Many Requests"}]}`, 0},
		"page of HTML": {
			sim.Fault{Status: 502, Body: "<html>Bad gateway</html>"}, 502, "Content-Type: text/html;charset=UTF-8", "<html>Bad gateway</html>", 0,
		},
		"own content type": {
			sim.Fault{Status: 503, Body: "later", Header: http.Header{"Content-Type": {"text/plain"}}}, 503, "Content-Type: text/plain", "later", 0,
		},
		"gateway fails after the effect": {sim.Fault{StatusAfter: 504, Body: "<p>"}, 504, "", "<p>", 1},
	}
	for name, tt := range tests {
		s := newSite()
		s.AddFault(tt.fault)
		got := honest(t, s).post(tempo+"/worklogs", newWorklog(""))
		if got.status != tt.status || got.body != tt.body || len(s.Worklogs()) != tt.effects {
			t.Errorf("%s = %d %s with %d worklogs, want %d %s with %d", name, got.status, got.body, len(s.Worklogs()), tt.status, tt.body, tt.effects)
		}
		if key, value, _ := strings.Cut(tt.header, ": "); got.header.Get(key) != value {
			t.Errorf("%s: %s = %q, want %q", name, key, got.header.Get(key), value)
		}
	}
}

func TestFaultsThatBreakTheConnection(t *testing.T) {
	t.Parallel()
	own := errors.New("own")
	tests := map[string]struct {
		fault     sim.Fault
		want      error
		effects   int
		arrivals  int
		operation string // of the net.OpError
	}{
		"before":  {sim.Fault{DropBefore: true}, syscall.ECONNRESET, 0, 1, "read"},
		"after":   {sim.Fault{DropAfter: true}, syscall.ECONNRESET, 1, 1, "read"},
		"own":     {sim.Fault{DropAfter: true, Err: own}, own, 1, 1, ""},
		"refused": {sim.Fault{Refuse: true}, syscall.ECONNREFUSED, 0, 0, "dial"},
		"half":    {sim.Fault{Truncate: true}, io.ErrUnexpectedEOF, 1, 1, ""},
	}
	for name, tt := range tests {
		s := newSite()
		s.AddFault(tt.fault)
		c := honest(t, s)
		_, err := c.do(c.request(http.MethodPost, tempo+"/worklogs", newWorklog("")))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: error = %v, want %v", name, err, tt.want)
		}
		if op := new(net.OpError); errors.As(err, &op) && op.Op != tt.operation {
			t.Errorf("%s: operation = %q, want %q", name, op.Op, tt.operation)
		}
		if w, r := len(s.Worklogs()), len(s.Requests()); w != tt.effects || r != tt.arrivals {
			t.Errorf("%s: %d worklogs after %d requests, want %d after %d", name, w, r, tt.effects, tt.arrivals)
		}
	}
}

func TestFaultsThatTakeTime(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault        sim.Fault
		took         time.Duration
		want         error
		early, late  int // worklogs when the call returns and an hour later
		deadlineFrom time.Duration
	}{
		"slow":            {fault: sim.Fault{Delay: 4 * time.Second}, took: 5 * time.Second, early: 1, late: 1},
		"too slow":        {fault: sim.Fault{Delay: time.Minute}, took: 10 * time.Second, want: context.DeadlineExceeded, early: 1, late: 1},
		"hangs before":    {fault: sim.Fault{HangBefore: true}, took: 10 * time.Second, want: context.DeadlineExceeded},
		"hangs after":     {fault: sim.Fault{HangAfter: true}, took: 10 * time.Second, want: context.DeadlineExceeded, early: 1, late: 1},
		"effect too late": {fault: sim.Fault{LateEffect: 30 * time.Second}, took: 10 * time.Second, want: context.DeadlineExceeded, late: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSite()
				s.Latency = time.Second
				s.AddFault(tt.fault)
				c := rude(t, s)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				start := time.Now()
				_, err := c.do(c.request(http.MethodPost, tempo+"/worklogs", newWorklog("")).WithContext(ctx))
				if took := time.Since(start); !errors.Is(err, tt.want) || took != tt.took {
					t.Errorf("ended after %v with %v, want %v with %v", took, err, tt.took, tt.want)
				}
				if got := len(s.Worklogs()); got != tt.early {
					t.Errorf("%d worklogs at once, want %d", got, tt.early)
				}
				time.Sleep(time.Hour)
				if got := len(s.Worklogs()); got != tt.late {
					t.Errorf("%d worklogs later, want %d", got, tt.late)
				}
			})
		})
	}
}

func TestLateBulkHoldsItsIssue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite()
		s.AddFault(sim.Fault{LateEffect: time.Minute, Times: 1})
		c := rude(t, s)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.do(c.request(http.MethodPost, bulk, bulkOf("02")).WithContext(ctx)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want the deadline", err)
		}
		if got := c.post(bulk, bulkOf("02")).status; got != http.StatusConflict {
			t.Errorf("bulk while the first one is running = %d, want 409", got)
		}
		time.Sleep(time.Minute)
		if got := c.post(bulk, bulkOf("02")).status; got != http.StatusOK || len(s.Worklogs()) != 2 {
			t.Errorf("bulk afterwards = %d with %d worklogs in all, want 200 with 2", got, len(s.Worklogs()))
		}
	})
}

func TestFaultPartialBulk(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]int{0: 400, 500: 500} {
		s := newSite()
		s.AddFault(sim.Fault{BulkPartial: 2, Status: status})
		if got := honest(t, s).post(bulk, bulkOf("02", "03", "04")); got.status != want || len(s.Worklogs()) != 2 {
			t.Errorf("got %d with %d worklogs, want %d with 2", got.status, len(s.Worklogs()), want)
		}
	}
}

func TestWhichRequestsAFaultBefalls(t *testing.T) {
	t.Parallel()
	s := newSite()
	s.AddFault(sim.Fault{Method: http.MethodGet, PathPrefix: "/4/worklogs", Skip: 1, Times: 2, Status: 503})
	s.AddFault(sim.Fault{Match: func(r *http.Request) bool {
		body, err := io.ReadAll(r.Body)
		return err == nil && strings.Contains(string(body), "stumble")
	}, Status: 500})
	c := honest(t, s)
	var got []int
	for range 4 {
		got = append(got, c.get(tempo+"/worklogs").status)
	}
	got = append(got, c.get(tempo+"/accounts").status, c.post(tempo+"/worklogs", newWorklog("")).status)
	got = append(got, c.post(tempo+"/worklogs", newWorklog(`,"description":"stumble"`)).status)
	s.ClearFaults()
	got = append(got, c.post(tempo+"/worklogs", newWorklog(`,"description":"stumble"`)).status)
	if want := []int{200, 503, 503, 200, 200, 200, 500, 200}; !cmp.Equal(got, want) {
		t.Errorf("statuses = %v, want %v", got, want)
	}
}

func TestAFaultHasOneEffect(t *testing.T) {
	t.Parallel()
	for _, f := range []sim.Fault{{}, {Times: 1}, {Status: 500, DropAfter: true}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("AddFault(%+v) did not panic", f)
				}
			}()
			sim.New().AddFault(f)
		}()
	}
}
