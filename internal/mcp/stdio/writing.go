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

// withMark returns a context in which [Writing] marks a call.
func (c *connection) withMark(ctx context.Context, call *call) context.Context {
	return context.WithValue(ctx, markKey{}, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		call.writes = true
	})
}
