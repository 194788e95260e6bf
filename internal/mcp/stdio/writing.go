package stdio

import "context"

type markKey struct{}

// Writing says that the call of ctx has begun to write. At the end of the input such a
// call may go on for the whole of [Options.Grace]; one that has not ends after
// [Options.Linger]. When the program is told to end it is canceled as all others are: a
// write that has been sent has to outlive its canceled context by itself, and is waited
// for. Outside of a call it does nothing.
func Writing(ctx context.Context) {
	if mark, ok := ctx.Value(markKey{}).(func()); ok {
		mark()
	}
}

// OnWriting returns a context in which [Writing] calls mark, for a call that comes over no
// connection.
func OnWriting(ctx context.Context, mark func()) context.Context {
	return context.WithValue(ctx, markKey{}, mark)
}

// withMark returns a context in which [Writing] marks a call.
func (c *connection) withMark(ctx context.Context, call *call) context.Context {
	return OnWriting(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if !call.writes {
			call.writes = true
			c.writing++
		}
	})
}
