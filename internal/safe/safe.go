// Package safe starts goroutines whose panics do not end the process: a panic
// becomes an error of whoever waits for the goroutine. It is the only place that
// starts one, apart from servers of the standard library.
//
// A panic in a goroutine cannot be recovered by the one that started it, and what
// golang.org/x/sync does about it, to panic once more elsewhere, ends the process
// as well where nobody waits.
package safe

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"sync"
)

// PanicError is a panic that was recovered.
type PanicError struct {
	Value any
	Stack []byte // of the goroutine that panicked
}

// Error tells the panic's value and where it happened, for a log.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v\n%s", e.Value, e.Stack) }

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Do runs f, and returns its panic as a [PanicError].
func Do(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{p, debug.Stack()}
		}
	}()
	return f()
}

// Go runs f in a goroutine that wait waits for, and hands a panic of it to
// panicked.
func Go(wait *sync.WaitGroup, f func(), panicked func(error)) {
	wait.Go(func() {
		err := Do(func() error {
			f()
			return nil
		})
		if err != nil {
			panicked(err)
		}
	})
}

// Reference returns what stands for an error that nobody has foreseen, in the words
// that somebody is shown and in the log, which has the cause: 7f3a.
func Reference() string {
	var random [2]byte
	_, _ = rand.Read(random[:]) // never fails
	return hex.EncodeToString(random[:])
}
