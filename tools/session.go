package tools

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// Session is one person's access to Tempo and Jira, with what the tools have
// looked up so far. It is safe for concurrent use.
type Session struct {
	tempo *tempo.Client
	jira  *jira.Client
	now   func() time.Time
	local *time.Location

	person *person.Person

	flights singleflight.Group // look-ups under way, shared by those who wait for them
	weeks   *remembered[string, tempo.Configuration]
}

// NewSession returns a session. now is the clock; local is the zone to count
// days in when the Jira profile does not tell the person's.
func NewSession(t *tempo.Client, j *jira.Client, now func() time.Time, local *time.Location) *Session {
	return &Session{
		tempo: t, jira: j, now: now, local: local,
		person: person.New(t, j, now, local),
		weeks:  remember[string, tempo.Configuration](now, 24*time.Hour),
	}
}

// Warm looks up who the person is, so that the first call need not wait for it.
// What fails now is tried again by the call that needs it.
func (s *Session) Warm(ctx context.Context) error {
	_, err := s.Me(ctx)
	return err
}

// Me returns the person whose token it is, looked up once.
func (s *Session) Me(ctx context.Context) (jira.User, error) {
	return s.person.Me(ctx)
}

// lookUp returns what is remembered under key, or fetches it. Callers who want
// the same at the same time share one request, which goes on when one of them is
// canceled.
func lookUp[K comparable, V any](ctx context.Context, s *Session, memory *remembered[K, V], key K, fetch func(context.Context) (V, error)) (V, error) {
	if v, ok := memory.get(key); ok {
		return v, nil
	}
	flight := fmt.Sprintf("%p %v", memory, key)
	shared := s.flights.DoChan(flight, func() (any, error) {
		v, err := fetch(context.WithoutCancel(ctx))
		if err == nil {
			memory.put(key, v)
		}
		return v, err
	})
	select {
	case result := <-shared:
		v, _ := result.Val.(V)
		return v, result.Err
	case <-ctx.Done():
		var none V
		return none, context.Cause(ctx)
	}
}

// zone returns where the person's days begin, and a note when that is a guess.
func (s *Session) zone(me jira.User) (*time.Location, string) {
	if zone, err := time.LoadLocation(me.TimeZone); err == nil && me.TimeZone != "" {
		return zone, ""
	}
	return s.local, fmt.Sprintf("Your Jira profile shows no time zone; days are counted in %s.", s.local)
}

// calendar gives words for days their meaning. The start of the week is asked of
// Tempo only when it matters; when Tempo does not tell it, it is Monday, and a
// note says so.
func (s *Session) calendar(ctx context.Context, needsWeekStart bool) (worklog.Calendar, []string, error) {
	me, err := s.Me(ctx)
	if err != nil {
		return worklog.Calendar{}, nil, err
	}
	var notes []string
	zone, note := s.zone(me)
	if note != "" {
		notes = append(notes, note)
	}
	c := worklog.Calendar{Today: worklog.DayOf(s.now().In(zone)), WeekStart: time.Monday}
	if !needsWeekStart {
		return c, notes, nil
	}
	settings, err := lookUp(ctx, s, s.weeks, "week", s.tempo.Configuration)
	if err != nil {
		return c, append(notes, "Tempo did not tell the start of its week; weeks are taken to begin on Monday."), ctx.Err()
	}
	c.WeekStart = settings.WeekStart
	return c, notes, nil
}

// issuesByID returns what Jira tells of issues. Those that it does not show are
// not in the map; an error leaves the others usable.
func (s *Session) issuesByID(ctx context.Context, ids []int64) (map[int64]jira.Issue, error) {
	return s.person.Issues(ctx, ids)
}

// writtenLimit is how long the answer to a write that is done waits for names.
const writtenLimit = 5 * time.Second

// shown is a worklog that was written, as a row. Names come from Jira, which may
// hang: then ids must do, because the write is done and has to be told.
func (s *Session) shown(ctx context.Context, w tempo.Worklog) row {
	ctx, cancel := context.WithTimeout(ctx, writtenLimit)
	defer cancel()
	id := w.Issue.Number()
	issues, _ := s.issuesByID(ctx, []int64{id}) // the id is enough of a name
	return newRow(w, named(issues, id), s.myID(ctx, w.Author.AccountID))
}

// named returns the issue out of issues. An issue that cannot be read any more
// is called by its id.
func named(issues map[int64]jira.Issue, id int64) jira.Issue {
	if issue, ok := issues[id]; ok {
		return issue
	}
	return jira.Issue{ID: id, Key: fmt.Sprintf("Issue %d", id)}
}

// myID returns the account id of the signed-in person, or otherwise when Jira
// does not tell it.
func (s *Session) myID(ctx context.Context, otherwise string) string {
	me, err := s.Me(ctx)
	if err != nil {
		return otherwise
	}
	return me.AccountID
}
