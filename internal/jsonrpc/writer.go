package jsonrpc

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// Writer puts whole lines on an output, one Write each, and stops at the first failure:
// what a failed Write left behind may be half a line. Its methods may be called side by
// side.
type Writer struct {
	broken chan struct{}
	closed atomic.Bool

	mu  sync.Mutex
	out io.Writer
	err error // set before broken is closed
}

// NewWriter returns a writer to out.
func NewWriter(out io.Writer) *Writer {
	return &Writer{broken: make(chan struct{}), out: out}
}

// Send writes a line if allowed, which is asked last of all and while no other line can
// leave; nil allows.
func (w *Writer) Send(line []byte, allowed func() bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil || w.closed.Load() || allowed != nil && !allowed() {
		return
	}
	if _, err := w.out.Write(line); err != nil {
		w.err = fmt.Errorf("write output: %w", err)
		close(w.broken)
	}
}

// Close drops what comes from now on. It does not wait for a Write that is blocked, and
// leaves the output open.
func (w *Writer) Close() { w.closed.Store(true) }

// Broken is closed when a Write has failed.
func (w *Writer) Broken() <-chan struct{} { return w.broken }

// Err returns the failure, if there was one.
func (w *Writer) Err() error {
	select {
	case <-w.broken:
		return w.err
	default:
		return nil
	}
}
