package change

import (
	"context"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// Apply makes changes for a person, and notes in each what became of it. Changes of
// one worklog keep the order given, new worklogs of one issue are sent by one request
// at a time, and all others go side by side. A request that has been sent is seen
// through even when ctx ends.
//
// It returns what stands around the changes. An error means that nothing was sent;
// then the changes are as they were, and can be applied again. What has an outcome
// already is left out. Where the person keeps a journal, the changes are one change of
// it.
func Apply(ctx context.Context, p *person.Person, changes []*Change, options ...Option) (*Around, error) {
	var todo []*Change
	for _, c := range changes {
		if c.Err == nil && !c.over {
			todo = append(todo, c)
		}
	}
	if len(todo) == 0 {
		return &Around{}, nil
	}
	seen, err := lookAround(ctx, p, todo)
	if err != nil {
		return nil, notBegun(err)
	}
	for i, c := range todo {
		seen.prepare(c, todo[:i], todo[i+1:])
	}
	retries, delay := p.Tempo.Retries()
	w := &writer{p: p, me: seen.me, sheet: seen.Sheet, retries: retries, delay: delay}
	w.journal = newJournal(ctx, p, todo, options)
	w.write(ctx, todo)
	seen.changeID, seen.journalErr = w.journal.end(ctx)
	explain(ctx, p, seen, todo)
	seen.lookBack(ctx, p, todo)
	return seen, nil
}

// writer makes the changes of one Apply.
type writer struct {
	p       *person.Person
	me      string        // account id of the person
	sheet   *Sheet        // nil when not known
	retries int           // how often a write may be sent again
	delay   time.Duration // before the first time
	journal *journal      // nil when there is none
}

// write makes the changes that have no outcome yet. Those that need the same thing
// to themselves go one after another, the others side by side.
func (w *writer) write(ctx context.Context, changes []*Change) {
	var wait sync.WaitGroup
	for _, t := range turns(changes) {
		safe.Go(&wait, func() { w.makeTurn(ctx, t) }, func(panicked error) {
			for _, c := range t.changes {
				c.broke(panicked)
			}
		})
	}
	wait.Wait()
}

// turn is changes that go one after another, because they need the same thing to
// themselves: new worklogs an issue, others their worklog.
type turn struct {
	key     person.Key
	changes []*Change
}

// turns gathers the changes that have no outcome yet, in the order given.
func turns(changes []*Change) []*turn {
	var list []*turn
	byKey := map[person.Key]*turn{}
	for _, c := range changes {
		if c.over {
			continue
		}
		key := person.WorklogKey(c.WorklogID)
		if c.Action == Create {
			key = person.IssueKey(c.Issue.ID)
		}
		t, ok := byKey[key]
		if !ok {
			t = &turn{key: key}
			byKey[key] = t
			list = append(list, t)
		}
		t.changes = append(t.changes, c)
	}
	return list
}

// makeTurn makes the changes of a turn while no other call of the person has its key.
func (w *writer) makeTurn(ctx context.Context, t *turn) {
	release, err := w.p.Lock(ctx, t.key)
	if err != nil {
		fail(err, t.changes...)
		return
	}
	defer release()
	if t.changes[0].Action == Create {
		w.create(ctx, t.changes)
		return
	}
	for _, c := range t.changes {
		w.rewrite(ctx, c)
		w.journal.settled(ctx, c)
	}
}
