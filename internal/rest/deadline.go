package rest

import (
	"context"
	"errors"
	"time"
)

// ErrTooLate says that a write was not sent, because too little of its call's time
// was left to send it and to find out what became of it.
var ErrTooLate = errors.New("too little time is left to write")

// budget is the time that a call has, and the parts of it that writes go by.
type budget struct {
	end   time.Time
	look  time.Duration // kept free after a write, for a look at what became of it
	least time.Duration // a write needs at least that long before
}

// left is how much of the time is left.
func (b budget) left() time.Duration {
	return time.Until(b.end) //nolint:forbidigo // contexts go by this clock and no other
}

type budgetKey struct{}

// Within gives a call so much time: reads end with it, and a write is bounded so
// that a look at its outcome still fits, or is not begun ([ErrTooLate]).
func Within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, d)
	end, _ := ctx.Deadline()
	return context.WithValue(ctx, budgetKey{}, budget{end, d / 5, d / 10}), cancel
}

// Outlasting returns a context that goes on when the caller of ctx has given up, but
// not beyond the time that [Within] gave the call. It is for finding out what became
// of a write.
func Outlasting(ctx context.Context) (context.Context, context.CancelFunc) {
	detached := context.WithoutCancel(ctx)
	if b, ok := ctx.Value(budgetKey{}).(budget); ok {
		return context.WithDeadline(detached, b.end)
	}
	return detached, func() {}
}

// Reserving returns a context that leaves time for one more write after what is done
// in it.
func Reserving(ctx context.Context) context.Context {
	b, ok := ctx.Value(budgetKey{}).(budget)
	if !ok {
		return ctx
	}
	b.end = b.end.Add(-b.look - b.least)
	return context.WithValue(ctx, budgetKey{}, b)
}

// Outside returns ctx as it was before [Within], for what is said about a call whose
// time is over: that was nobody's wish.
func Outside(ctx context.Context) context.Context {
	if _, ok := ctx.Value(budgetKey{}).(budget); ok && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// attemptTime is how long one attempt may take, or not ok when a write would come
// too late.
func (c *Client) attemptTime(ctx context.Context, cl call) (d time.Duration, ok bool) {
	b, bounded := ctx.Value(budgetKey{}).(budget)
	if !bounded || !cl.write {
		return c.timeout, true
	}
	left := b.left() - b.look
	return min(c.timeout, left), left >= b.least
}

// inTime reports whether a call goes on after a wait. Waiting for its end helps
// nobody.
func inTime(ctx context.Context, wait time.Duration) bool {
	b, ok := ctx.Value(budgetKey{}).(budget)
	return !ok || wait < b.left()
}
