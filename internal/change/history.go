package change

import (
	"context"
	"errors"
	"strconv"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

// history is the journal of a person, to be read.
type history struct {
	store *state.Store
	owner string
}

func openHistory(ctx context.Context, p *person.Person) (*history, error) {
	if p.Record.State == nil || !p.Record.Journal {
		return nil, &JournalError{Off: true}
	}
	owner, err := p.Owner(ctx)
	if err != nil {
		return nil, err
	}
	store, err := p.Record.State.Store(ctx)
	if err != nil {
		return nil, unusable(ctx, err)
	}
	return &history{store, owner}, nil
}

// unusable is the error of a journal that cannot be used, unless that is because the
// call has ended.
func unusable(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(err, state.ErrRunning) {
		return context.Cause(ctx)
	}
	return &JournalError{Cause: err}
}

// Latest lists the newest changes in the person's journal, at most n of them.
func Latest(ctx context.Context, p *person.Person, n int) ([]state.Change, error) {
	h, err := openHistory(ctx, p)
	if err != nil {
		return nil, err
	}
	list, err := h.store.Latest(ctx, h.owner, n)
	if err != nil {
		return nil, unusable(ctx, err)
	}
	return list, nil
}

// find returns the change with an id, or the newest one that still stands and is no
// undo.
func (h *history) find(ctx context.Context, id string) (c state.Change, err error) {
	if id == "" {
		c, err = h.store.NewestStanding(ctx, h.owner)
	} else {
		c, err = h.store.Change(ctx, h.owner, id)
	}
	switch {
	case errors.Is(err, state.ErrUnknown):
		return c, &UnknownChangeError{id}
	case err != nil:
		return c, unusable(ctx, err)
	}
	return c, nil
}

// since lists the changes that are newer than one, newest first.
func (h *history) since(ctx context.Context, of state.Change) ([]state.Change, error) {
	for n := 16; ; n *= 4 {
		list, err := h.store.Latest(ctx, h.owner, n)
		if err != nil {
			return nil, unusable(ctx, err)
		}
		for i, c := range list {
			if c.Sequence <= of.Sequence {
				return list[:i], nil
			}
		}
		if len(list) < n {
			return list, nil
		}
	}
}

// present is the id that a worklog has now, when it was created again since.
func (h *history) present(ctx context.Context, worklogID int64) (int64, error) {
	id, _, err := h.store.Renamed(ctx, h.owner, key(worklogID))
	if err != nil {
		return 0, unusable(ctx, err)
	}
	return strconv.ParseInt(id, 10, 64)
}
