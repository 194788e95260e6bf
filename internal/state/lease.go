package state

import (
	"context"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// Hold is the right to write the progress of a plan or a change. It lasts for its lease,
// and for as long as nobody has taken over.
type Hold struct {
	Owner, ID string
	Holder    string // says who it is to people who look into the store
	Fence     int64  // number of the taking
	Lease     time.Duration
}

// lease is a hold as it stands in a row. A released one has until 0.
type lease struct {
	fence, until, length int64 // milliseconds
}

// margin is how much the clocks of two holders may differ.
func (l lease) margin() int64 { return min(2000, l.length/10) }

// live reports whether somebody may be at work at a moment.
func (l lease) live(now int64) bool { return l.until != 0 && now < l.until+l.margin() }

// ahead reports whether the lease ends later than one that begins now: its end was told
// by a clock that has gone back since. Such a lease is cut, and then runs out unless its
// holder, if there still is one, renews it.
func (l lease) ahead(now int64) bool { return l.until > now+l.length+l.margin() }

func (h Hold) valid() bool {
	return h.Owner != "" && h.ID != "" && h.Lease >= time.Millisecond
}

// end returns when a lease that begins now ends.
func (s *Store) end(lease time.Duration) int64 { return s.ms() + lease.Milliseconds() }

// ms returns the moment as it stands in rows.
func (s *Store) ms() int64 { return s.now().UnixMilli() }

// moment reads a moment from a row.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// unix makes a moment one of a row.
func unix(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMilli()
}

// keep renews a lease three times in its length until stop, which waits for the last
// renewal. It goes on when ctx ends: who works still finishes what was begun. The
// context returned ends with ErrLost when the lease was lost.
func keep(ctx context.Context, lease time.Duration, renew func(context.Context) error) (context.Context, func()) {
	kept, cancel := context.WithCancelCause(ctx)
	group, renewing := safe.NewGroup(context.WithoutCancel(ctx))
	stopped := make(chan struct{})
	group.Go(func() error {
		if err := keepOn(renewing, stopped, lease/3, renew); err != nil {
			cancel(err)
		}
		return nil
	})
	stop := func() {
		close(stopped)
		_ = group.Wait() // its functions return none
		cancel(context.Canceled)
	}
	return kept, stop
}

// keepOn renews until it is stopped. It fails with ErrLost when somebody else has taken
// over, or when it could not renew for a whole lease.
func keepOn(ctx context.Context, stopped <-chan struct{}, every time.Duration, renew func(context.Context) error) error {
	ticker := time.NewTicker(max(every, time.Millisecond))
	defer ticker.Stop()
	for failures := 0; ; {
		select {
		case <-stopped:
			return nil
		case <-ticker.C:
		}
		err := within(ctx, every, renew)
		switch {
		case err == nil:
			failures = 0
		case isLost(err):
			return ErrLost
		default:
			failures++
		}
		if failures >= 3 {
			return ErrLost
		}
	}
}

func within(ctx context.Context, limit time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return f(ctx)
}
