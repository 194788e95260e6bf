package tools

import (
	"context"
	"errors"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// create logs drafts. Its error means that nothing was sent to Tempo; what became
// of each draft is in its change.
func (s *Session) create(ctx context.Context, drafts []change.Draft) (me string, made []*change.Change, before *change.Sheet, err error) {
	user, err := s.Me(ctx)
	if err != nil {
		return "", nil, nil, err
	}
	for _, d := range drafts {
		made = append(made, &change.Change{Action: change.Create, Want: d})
	}
	before, err = change.Apply(ctx, s.person, made)
	return user.AccountID, made, before, err
}

// rewrite edits or deletes a worklog.
func (s *Session) rewrite(ctx context.Context, c *change.Change) error {
	if _, err := change.Apply(ctx, s.person, []*change.Change{c}); err != nil {
		return err
	}
	return c.Err
}

// length is a number of seconds, or nothing.
func length(seconds *int64) *time.Duration {
	if seconds == nil {
		return nil
	}
	return new(time.Duration(*seconds) * time.Second)
}

// asTempo returns the service's error in err, or nil.
func asTempo(err error) *tempo.Error {
	e, _ := errors.AsType[*tempo.Error](err)
	return e
}
