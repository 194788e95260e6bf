package state

import (
	"context"
	"time"
)

// Step is one write of a change.
type Step struct {
	Number       int
	Action       string
	Before, Want []byte
	// Undoes is the number of the step that this one takes back, in the change that its
	// change undoes. Once this step is done, that one no longer stands.
	Undoes int

	// What became of it; left out when the change begins, unless the step is sent at once.
	Outcome  Outcome
	After    []byte
	Reason   string
	Stands   bool   // it is done, and was not undone since
	UndoneBy string // the change that has undone it last, also when that was undone in turn
}

// Change is a set of writes that are done and undone together.
type Change struct {
	ID, Owner    string
	PlanID       string // "" for a direct write
	Undoes       string // id of the change that this one takes back, or ""
	Tool, Client string
	At           time.Time
	Summary      string
	Steps        []Step

	// What became of it; left out when the change begins.
	Sequence int64     // orders the changes of an owner, whatever the clock says
	Ended    bool      // its holder has said that it is over
	Until    time.Time // not ended: when the lease ends
}

// changeFields are the columns that scanChange reads.
const changeFields = `owner, id, sequence, plan_id, undoes, tool, client, made_at, ended_at, fence, until, lease, summary`

// held is a change with the lease on it.
type held struct {
	Change

	lease lease
}

func scanChange(row scanner) (held, error) {
	var c held
	var at, ended int64
	err := row.Scan(&c.Owner, &c.ID, &c.Sequence, &c.PlanID, &c.Undoes, &c.Tool, &c.Client, &at, &ended,
		&c.lease.fence, &c.lease.until, &c.lease.length, &c.Summary)
	c.At, c.Ended, c.Until = moment(at), ended != 0, moment(c.lease.until)
	return c, err
}

// changes reads changes with their steps. The query goes on behind the columns.
func (t *tx) changes(ctx context.Context, query string, args ...any) ([]held, error) {
	list, err := rows(ctx, t, scanChange, `SELECT `+changeFields+` FROM changes `+query, args...)
	for i := range list {
		if err == nil {
			list[i].Steps, err = t.steps(ctx, list[i].Owner, list[i].ID)
		}
	}
	return list, err
}

// change reads one change with its steps; none is an ErrUnknown.
func (t *tx) change(ctx context.Context, query string, args ...any) (held, error) {
	list, err := t.changes(ctx, query, args...)
	if err == nil && len(list) == 0 {
		return held{}, ErrUnknown
	}
	if err != nil {
		return held{}, err
	}
	return list[0], nil
}

func (t *tx) steps(ctx context.Context, owner, change string) ([]Step, error) {
	return rows(ctx, t, func(row scanner) (p Step, err error) {
		var stands int
		err = row.Scan(&p.Number, &p.Action, &p.Undoes, &p.Outcome, &stands, &p.UndoneBy, &p.Reason, &p.Before, &p.Want, &p.After)
		p.Stands = stands != 0
		return p, err
	}, `SELECT number, action, undoes, outcome, stands, undone_by, reason, image, want, after
		FROM steps WHERE owner = ? AND change_id = ? ORDER BY number`, owner, change)
}
