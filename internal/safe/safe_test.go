package safe_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

var errPlain = errors.New("plain")

func TestDo(t *testing.T) {
	t.Parallel()
	if err := safe.Do(func() error { return errPlain }); !errors.Is(err, errPlain) {
		t.Errorf("got %v, want the function's error", err)
	}
	err := safe.Do(func() error { panic(errPlain) })
	if _, ok := errors.AsType[*safe.PanicError](err); !ok || !errors.Is(err, errPlain) {
		t.Errorf("got %v, want a PanicError of the value", err)
	}
	if !strings.Contains(err.Error(), "safe_test.go") {
		t.Errorf("the error does not tell where: %v", err)
	}
}

func TestGo(t *testing.T) {
	t.Parallel()
	var wait sync.WaitGroup
	var got error
	safe.Go(&wait, func() { panic("lost") }, func(err error) { got = err })
	wait.Wait()
	if got == nil || !strings.HasPrefix(got.Error(), "panic: lost") {
		t.Errorf("got %v, want the panic", got)
	}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	g, ctx := safe.NewGroup(t.Context())
	g.Go(func() error { panic("first") })
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	if _, ok := errors.AsType[*safe.PanicError](g.Wait()); !ok {
		t.Error("the panic is not the group's error")
	}
	g, ctx = safe.NewGroup(t.Context())
	g.Go(func() error { return nil })
	if err := g.Wait(); err != nil || ctx.Err() == nil {
		t.Errorf("after Wait: error %v, context %v; want nil and an end", err, ctx.Err())
	}
}

func TestFlights(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var flights safe.Flights[string, int]
		looks := 0
		look := func(ctx context.Context) (int, error) {
			looks++
			time.Sleep(time.Minute)
			return 7, ctx.Err()
		}
		var wait sync.WaitGroup
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		wait.Go(func() {
			if _, err := flights.Do(short, "a", look); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the first caller: got %v, want the end of its own context", err)
			}
		})
		synctest.Wait()
		wait.Go(func() {
			if got, err := flights.Do(t.Context(), "a", look); got != 7 || err != nil {
				t.Errorf("the second caller: got %d, %v, want 7", got, err)
			}
		})
		wait.Wait()
		if looks != 1 {
			t.Errorf("looked %d times, want once", looks)
		}
	})
}

func TestFlightsPanic(t *testing.T) {
	t.Parallel()
	var flights safe.Flights[string, int]
	_, err := flights.Do(t.Context(), "a", func(context.Context) (int, error) { panic("look") })
	if _, ok := errors.AsType[*safe.PanicError](err); !ok {
		t.Errorf("got %v, want a PanicError", err)
	}
	if got, err := flights.Do(t.Context(), "a", func(context.Context) (int, error) { return 1, nil }); got != 1 || err != nil {
		t.Errorf("the next look-up: got %d, %v", got, err)
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 20 {
		reference := safe.Reference()
		if !regexp.MustCompile(`^[0-9a-f]{4}$`).MatchString(reference) {
			t.Fatalf("got %q, want four hexadecimal digits", reference)
		}
		seen[reference] = true
	}
	if len(seen) < 10 {
		t.Errorf("20 references are only %d different ones", len(seen))
	}
}

// TestFlightsLast ends a look-up that nobody waits for any more, and gives its place
// to a new one.
func TestFlightsLast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var flights safe.Flights[string, int]
		ended := false
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := flights.Do(short, "a", func(ctx context.Context) (int, error) {
			<-ctx.Done()
			ended = true
			return 0, ctx.Err()
		})
		if !errors.Is(err, context.DeadlineExceeded) || !ended {
			t.Errorf("got %v, ended %t", err, ended)
		}
		if got, err := flights.Do(t.Context(), "a", func(context.Context) (int, error) { return 7, nil }); got != 7 || err != nil {
			t.Errorf("the next one: %d, %v", got, err)
		}
	})
}
