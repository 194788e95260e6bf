package auth

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// desk is where the browser reports back.
type desk struct {
	port      int
	state     string
	logger    *slog.Logger
	taken     atomic.Bool
	callbacks chan callback // takes one without waiting

	once    sync.Once
	decided chan struct{}
	outcome error // readable when decided is closed
}

func newDesk(port int, state string, logger *slog.Logger) *desk {
	return &desk{port: port, state: state, logger: logger, callbacks: make(chan callback, 1), decided: make(chan struct{})}
}

// decide tells the browser that waits for its answer how the sign-in ended.
func (d *desk) decide(err error) {
	d.once.Do(func() {
		d.outcome = err
		close(d.decided)
	})
}

// over reports whether the sign-in has ended.
func (d *desk) over() bool {
	select {
	case <-d.decided:
		return true
	default:
		return false
	}
}

// listen listens on this computer's own addresses. A browser may take either for
// localhost, so that each must be ours, as far as it exists: IPv6 may be off.
func listen(ctx context.Context, port int) ([]net.Listener, error) {
	var listeners []net.Listener
	var absent error
	for _, host := range []string{"127.0.0.1", "::1"} {
		var config net.ListenConfig
		l, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		switch {
		case err == nil:
			listeners = append(listeners, l)
		case missing(err):
			absent = err
		default:
			for _, l := range listeners {
				_ = l.Close() // nobody has come yet
			}
			return nil, portError(port, err)
		}
	}
	if len(listeners) == 0 {
		return nil, portError(port, absent)
	}
	return listeners, nil
}

// missing reports whether this computer has no such address.
func missing(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT)
}

func portError(port int, err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err // without the address
	}
	return &PortError{Port: port, Busy: errors.Is(err, errAddressInUse), Err: err}
}

// Limits of the callback's server. A code is about a thousand characters long.
const (
	maxQuery     = 8 << 10
	maxHeader    = 32 << 10
	readTimeout  = 10 * time.Second
	lastMomentIn = time.Second
)

// serve answers on the listeners until the function that it returns is called,
// which lets answers finish. A panic of the server, other than in an answer, is
// handed to panicked.
func (d *desk) serve(ctx context.Context, listeners []net.Listener, panicked func(error)) (stop func()) {
	server := &http.Server{
		Handler: d, ReadTimeout: readTimeout, ReadHeaderTimeout: readTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug), // it would quote requests
	}
	server.SetKeepAlivesEnabled(false)
	var serving sync.WaitGroup
	for _, l := range listeners {
		safe.Go(&serving, func() { _ = server.Serve(l) }, func(err error) { panicked(hushed(err)) }) // Serve always ends with an error
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastMomentIn)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close() // a browser that does not read its answer goes without
		}
		serving.Wait()
	}
}
