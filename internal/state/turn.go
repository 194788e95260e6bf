package state

import (
	"context"
	"time"
)

// Turn waits within ctx until it is the owner's next turn to apply or undo something,
// and keeps it by renewing the lease until release, which must be called. The context
// that it returns ends with [ErrLost] when the turn was lost after all.
func (s *Store) Turn(ctx context.Context, owner, holder string, lease time.Duration) (turn context.Context, release func(), err error) {
	panic("later")
}

// KeepPlan renews the lease of a plan until stop, which must be called. The context that
// it returns ends with [ErrLost] when somebody else has taken over.
func (s *Store) KeepPlan(ctx context.Context, h Hold) (kept context.Context, stop func()) {
	panic("later")
}
