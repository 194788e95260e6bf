package sim

import (
	"context"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// outcome is how an exchange ends: with an answer, or with a broken connection.
type outcome struct {
	answer
	err error // no answer came
	cut bool  // the connection breaks in the middle of the answer
}

// exchange takes a request through everything that can befall it.
func (s *Sim) exchange(ctx context.Context, c *call) outcome {
	fault := s.faults.pick(c.req, c.body)
	if fault.Refuse {
		return outcome{err: &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}}
	}
	s.locate(c)
	written := s.wire.enter(c)
	out := s.befall(ctx, c, fault)
	s.wire.leave(c, written, out.status)
	if fault.LateEffect == 0 {
		s.wire.endBulk(c)
	}
	return out
}

// befall acts and answers as far as the fault lets it.
func (s *Sim) befall(ctx context.Context, c *call, f *Fault) outcome {
	var out outcome
	switch {
	case f.LateEffect > 0:
		time.AfterFunc(f.LateEffect, func() {
			s.act(c)
			s.wire.endBulk(c)
		})
		return hang(ctx)
	case f.HangBefore:
		return hang(ctx)
	case f.HangAfter:
		s.act(c)
		return hang(ctx)
	case f.DropBefore:
		out.err = f.broken()
	case f.DropAfter:
		s.act(c)
		out.err = f.broken()
	case f.StatusAfter > 0:
		s.act(c)
		out.answer = f.answer(c, f.StatusAfter)
	case f.Edit != nil:
		out.answer = f.edited(s.act(c))
	case f.BulkPartial > 0:
		c.partial = f.BulkPartial
		s.act(c)
		out.answer = f.answer(c, max(f.Status, http.StatusBadRequest))
	case f.Status > 0:
		out.answer = f.answer(c, f.Status)
	default:
		out.answer, out.cut = s.act(c), f.Truncate
	}
	if err := wait(ctx, s.Latency+f.Delay); err != nil {
		return outcome{err: err}
	}
	return out
}

// hang gives no answer until the caller gives up.
func hang(ctx context.Context) outcome {
	<-ctx.Done()
	return outcome{err: context.Cause(ctx)}
}

// wait lets time pass, or returns why the caller has given up.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// broken is what a client sees of a connection that ends before the answer.
func (f *Fault) broken() error {
	if f.Err != nil {
		return f.Err
	}
	return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
}
