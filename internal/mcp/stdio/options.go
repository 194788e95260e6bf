package stdio

import (
	"log/slog"
	"time"
)

// Options shape [Serve]. The zero value is ready to use.
type Options struct {
	// MaxLine is the longest message accepted, in bytes without the line end. The default
	// is 4 MB (4 << 20).
	MaxLine int
	// MaxInFlight is how many requests run at once; 64 by default. Requests that only
	// look things up in memory (initialize, ping, server/discover) and subscriptions do
	// not count.
	MaxInFlight int
	// MaxWaiting is how many requests may wait beyond MaxInFlight before more are
	// refused; 1000 by default.
	MaxWaiting int
	// Linger is how long requests may go on when the input has ended, before those that
	// only read are canceled; 5 s by default. Scripts write their requests and close the
	// pipe, and want the answers all the same.
	Linger time.Duration
	// Grace is how long requests that are in a write may take at the end, from when the
	// others are canceled; 40 s by default, enough for a write that was sent to be
	// answered.
	Grace time.Duration
	// Logger receives what the client is not told. Nothing is logged by default.
	Logger *slog.Logger
	// OnHello is called once, when the first valid request has come in and before it is
	// handled. It runs on the reading goroutine and so must return at once.
	OnHello func()
	// OnUnfinished is called at most once, when requests that were canceled at the end are
	// still not done after a moment. It must return at once.
	OnUnfinished func(Unfinished)
}

// Unfinished is what [Serve] still waits for.
type Unfinished struct {
	Calls  int           // all that are not done
	Writes int           // those of them that have begun to write, see [Writing]
	Grace  time.Duration // the longest that they are waited for
}

const (
	defaultMaxLine     = 4 << 20
	defaultMaxInFlight = 64
	defaultMaxWaiting  = 1000
	defaultLinger      = 5 * time.Second
	defaultGrace       = 40 * time.Second

	// heldLines bounds what waiting requests hold in memory, in longest lines.
	heldLines = 16
)

func (o Options) withDefaults() Options {
	orDefault(&o.MaxLine, defaultMaxLine)
	orDefault(&o.MaxInFlight, defaultMaxInFlight)
	orDefault(&o.MaxWaiting, defaultMaxWaiting)
	orDefault(&o.Linger, defaultLinger)
	orDefault(&o.Grace, defaultGrace)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.OnHello == nil {
		o.OnHello = func() {}
	}
	if o.OnUnfinished == nil {
		o.OnUnfinished = func(Unfinished) {}
	}
	return o
}

func orDefault[T int | time.Duration](value *T, otherwise T) {
	if *value <= 0 {
		*value = otherwise
	}
}
