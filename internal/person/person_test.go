package person_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// clock is a time that tests move.
type clock struct{ at time.Time }

func newClock() *clock { return &clock{time.Date(2026, 3, 5, 10, 30, 0, 0, time.UTC)} }

func (c *clock) now() time.Time { return c.at }

func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }

// newPerson returns a site with two issues and a person who counts time by a clock.
func newPerson(t *testing.T, now func() time.Time) (*sim.Sim, *person.Person) {
	t.Helper()
	s := sim.New()
	s.Now = now
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Search"})
	s.AddIssue(sim.Issue{ID: 10002, Key: "ATLAS-2", Summary: "Billing"})
	s.AddAccount(sim.Account{ID: 7, Key: "ACME", Name: "Acme"})
	options := tempo.Options{Transport: s}
	tc, err := tempo.New(sim.TempoURL, sim.TempoToken, options)
	if err != nil {
		t.Fatal(err)
	}
	jc, err := jira.New(sim.SiteURL, auth.Basic(sim.Email, sim.JiraToken), jira.Options{Options: options})
	if err != nil {
		t.Fatal(err)
	}
	return s, person.New(tc, jc, now, time.UTC)
}

// asked counts the requests for a path.
func asked(s *sim.Sim, path string) int {
	n := 0
	for _, r := range s.Requests() {
		if strings.HasSuffix(r.Path, path) {
			n++
		}
	}
	return n
}

// TestMemory asks again when a while has passed, and remembers success alone.
func TestMemory(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, path string
		keep       time.Duration
		look       func(context.Context, *person.Person) error
	}{
		{"me", "/myself", 24 * time.Hour, func(ctx context.Context, p *person.Person) error {
			_, err := p.Me(ctx)
			return err
		}},
		{"account", "/accounts/7", 10 * time.Minute, func(ctx context.Context, p *person.Person) error {
			_, err := p.Account(ctx, 7)
			return err
		}},
		{"attributes", "/work-attributes", 10 * time.Minute, func(ctx context.Context, p *person.Person) error {
			_, err := p.WorkAttributes(ctx)
			return err
		}},
		{"issues", "/bulkfetch", 10 * time.Minute, func(ctx context.Context, p *person.Person) error {
			_, err := p.Issues(ctx, []int64{10001})
			return err
		}},
		{"calendar", "/globalconfiguration", 24 * time.Hour, func(ctx context.Context, p *person.Person) error {
			c, err := p.Calendar(ctx, true)
			if err == nil && c.WeekGuessed {
				err = errors.New("the week is guessed")
			}
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			s, p := newPerson(t, c.now)
			s.AddFault(sim.Fault{Match: func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, tt.path) }, Status: 500, Times: 1})
			if tt.look(t.Context(), p) == nil {
				t.Error("no error")
			}
			for _, step := range []struct {
				pass time.Duration
				want int
			}{{0, 2}, {tt.keep, 2}, {time.Second, 3}} {
				c.pass(step.pass)
				if err := tt.look(t.Context(), p); err != nil {
					t.Error(err)
				}
				if n := asked(s, tt.path); n != step.want {
					t.Errorf("after %s more: asked %d times, want %d", step.pass, n, step.want)
				}
			}
		})
	}
}

// TestMemoryIsShared asks once for callers who want the same at the same time, and
// goes on when the first of them ends.
func TestMemoryIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, p := newPerson(t, time.Now)
		s.Latency = time.Second
		short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var wait sync.WaitGroup
		wait.Go(func() {
			if _, err := p.Me(short); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the first caller: %v", err)
			}
		})
		synctest.Wait()
		for range 3 {
			wait.Go(func() {
				if me, err := p.Me(t.Context()); err != nil || me.AccountID != sim.AccountID {
					t.Errorf("%+v, %v", me, err)
				}
			})
		}
		wait.Wait()
		if n := asked(s, "/myself"); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

// TestIssues asks only for what is not known, and never from memory where that
// matters.
func TestIssues(t *testing.T) {
	t.Parallel()
	s, p := newPerson(t, newClock().now)
	for _, ids := range [][]int64{{10001}, {10001, 10002, 77}, {10001, 10002}} {
		issues, err := p.Issues(t.Context(), ids)
		if err != nil || issues[10001].Key != "ATLAS-1" || issues[77].Key != "" {
			t.Errorf("%v: %+v, %v", ids, issues, err)
		}
	}
	if n := asked(s, "/bulkfetch"); n != 2 {
		t.Errorf("asked %d times, want 2", n)
	}
	s.AddIssue(sim.Issue{ID: 10001, Key: "ATLAS-1", Summary: "Find"})
	now, err := p.IssuesNow(t.Context(), []string{"ATLAS-1", "NOPE-1"})
	if err != nil || len(now) != 1 || now["ATLAS-1"].Summary != "Find" {
		t.Errorf("%+v, %v", now, err)
	}
	if later, err := p.Issues(t.Context(), []int64{10001}); err != nil || later[10001].Summary != "Find" {
		t.Errorf("%+v, %v", later, err)
	}
}

// TestIssuesBeyond leaves what is known usable when Jira fails, and starts over when
// too much is remembered.
func TestIssuesBeyond(t *testing.T) {
	t.Parallel()
	s, p := newPerson(t, newClock().now)
	if _, err := p.Issues(t.Context(), []int64{10001}); err != nil {
		t.Fatal(err)
	}
	s.AddFault(sim.Fault{PathPrefix: "/rest/", Status: 500, Times: 1})
	if issues, err := p.Issues(t.Context(), []int64{10001, 10002}); err == nil || issues[10001].Key != "ATLAS-1" {
		t.Errorf("%+v, %v", issues, err)
	}
	var ids []int64
	for i := range int64(5000) {
		s.AddIssue(sim.Issue{ID: 30000 + i, Key: fmt.Sprintf("MANY-%d", i+1), Summary: "x"})
		ids = append(ids, 30000+i)
	}
	if issues, err := p.Issues(t.Context(), ids); err != nil || len(issues) != 5000 {
		t.Fatalf("%d issues, %v", len(issues), err)
	}
	before := asked(s, "/bulkfetch")
	if issues, err := p.Issues(t.Context(), append([]int64{10001}, ids...)); err != nil || len(issues) != 5001 {
		t.Errorf("%d issues, %v", len(issues), err)
	}
	if n := asked(s, "/bulkfetch") - before; n < 1 || n > 51 {
		t.Errorf("asked %d times again", n)
	}
}

// TestIsMe takes everybody for the person while Jira does not tell.
func TestIsMe(t *testing.T) {
	t.Parallel()
	s, p := newPerson(t, newClock().now)
	s.AddFault(sim.Fault{PathPrefix: "/rest/", Status: 500, Times: 1})
	if !p.IsMe(t.Context(), "ben") {
		t.Error("somebody else, while nobody knows")
	}
	if p.IsMe(t.Context(), "ben") || !p.IsMe(t.Context(), sim.AccountID) {
		t.Error("the wrong person")
	}
}
