package kit

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Resolve returns the person that a call works for, or the reason why there is
// none.
type Resolve func(context.Context) (*person.Person, error)

// Env is what a call takes from where it runs.
type Env struct {
	Resolve Resolve
	Help    say.Help
	Log     *slog.Logger // gets what no one has words for, under its reference
	// Timeout is for a whole call of a tool; 0 means DefaultTimeout.
	Timeout time.Duration
}

// DefaultTimeout is how long a call of a tool may take: clients give up after a
// minute, and a model then tries again what may just be happening.
const DefaultTimeout = 50 * time.Second

// Result is what a tool says. Structured is nil when there is nothing but the
// text, as for most errors.
type Result struct {
	Structured any
	Text       string
	IsError    bool
	SignIn     *SignInError // when that is why there is no more than an error
}

// SignInError is the error of a [Resolve] when the person has to sign in at an
// address first.
type SignInError struct {
	URL string
	// Wait waits a moment for the sign-in, and returns nil when it is done.
	Wait func(context.Context) error
}

// Error tells that a sign-in is needed; the address is not for logs.
func (*SignInError) Error() string { return "sign-in needed" }

// Call checks the arguments, a JSON object, then resolves the person and runs the
// tool, all within the environment's timeout. It never panics and never returns
// without words.
func (t Tool) Call(ctx context.Context, env Env, raw json.RawMessage) (result Result) {
	err := safe.Do(func() (err error) {
		within, cancel := rest.Within(ctx, cmp.Or(env.Timeout, DefaultTimeout))
		defer cancel()
		result, err = t.call(within, env, raw)
		return err
	})
	if err != nil {
		return Result{Text: env.words(ctx, t.Name, err), IsError: true}
	}
	return result
}

func (t Tool) call(ctx context.Context, env Env, raw json.RawMessage) (Result, error) {
	run, err := t.bind(raw)
	if err != nil {
		return Result{}, err
	}
	p, err := env.Resolve(ctx)
	if needed, ok := errors.AsType[*SignInError](err); ok {
		return Result{Text: notSignedIn + env.Help.SignIn(needed.URL), IsError: true, SignIn: needed}, nil
	}
	if err != nil {
		return Result{}, err
	}
	out, err := run(ctx, &Caller{p, env})
	if err != nil {
		return Result{}, err
	}
	bad, ok := out.(interface{ Failed() bool })
	return Result{Structured: out, Text: out.String(), IsError: ok && bad.Failed()}, nil
}

const notSignedIn = "Nobody is signed in to Jira yet, so nothing was asked or written. "

// Words puts an error of a part of a call into words. One that no one has foreseen
// is told as it is, but for a panic.
func (c *Caller) Words(ctx context.Context, err error) string {
	text, ok := c.Env.Help.Failure(rest.Outside(ctx), err) // nobody has canceled a call whose time is over
	if _, panicked := errors.AsType[*safe.PanicError](err); panicked {
		return say.Joined(text, c.Env.refer("part of a call", err))
	}
	if ok {
		return text
	}
	return say.Sentence(say.Line(err.Error()))
}

// words puts the error of a whole call into words. One that no one has foreseen is
// hidden behind a reference.
func (e Env) words(ctx context.Context, name string, err error) string {
	text, ok := e.Help.Failure(ctx, err)
	if _, panicked := errors.AsType[*safe.PanicError](err); ok && !panicked {
		return text
	}
	return say.Joined(text, e.refer(name, err))
}

// refer logs an error under a reference, and returns the reference in words.
func (e Env) refer(name string, err error) string {
	reference := safe.Reference()
	e.Log.Error("tool failed", slog.String("tool", name), slog.String("reference", reference), slog.Any("error", err))
	return fmt.Sprintf("Internal error, reference %s. %s", reference, e.Help.Log)
}
