package kit

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
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
	// Failed, if there is one, sees the error of a call and returns it or a better one:
	// a [SignInError] when it was the call that found out that nobody is signed in any
	// more.
	Failed func(context.Context, error) error
	Help   say.Help
	Log    *slog.Logger // gets what no one has words for, under its reference
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
	Partly     bool         // a part of what was asked was done
	Mistaken   bool         // an error about the arguments alone
	SignIn     *SignInError // when that is why there is no more than an error
}

// SignInError is the error of a [Resolve] when the person has to sign in at an
// address first.
type SignInError struct {
	URL string
	// Before is why the person has to sign in again, or how the sign-in before this one
	// failed; nil when nobody has signed in yet.
	Before error
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
		return env.failed(ctx, t.Name, err)
	}
	return result
}

func (t Tool) call(ctx context.Context, env Env, raw json.RawMessage) (Result, error) {
	run, err := t.bind(raw)
	if err != nil {
		return Result{}, err
	}
	p, err := env.Resolve(ctx)
	if err != nil {
		return Result{}, err
	}
	c := &Caller{Person: p, Env: env}
	out, err := run(ctx, c)
	if err != nil {
		return Result{}, env.better(ctx, err)
	}
	bad, canFail := out.(interface{ Failed() bool })
	half, canPart := out.(interface{ Partly() bool })
	result := env.quiet(Result{Structured: out, Text: out.String(), IsError: canFail && bad.Failed(), Partly: canPart && half.Partly()})
	result.Text = say.Lines(result.Text, c.invitation(ctx))
	return result, nil
}

// better is what the environment makes of a call's error.
func (e Env) better(ctx context.Context, err error) error {
	if e.Failed == nil {
		return err
	}
	return e.Failed(ctx, err)
}

// failed is the result of a call that ended with an error.
func (e Env) failed(ctx context.Context, name string, err error) Result {
	if needed, ok := errors.AsType[*SignInError](err); ok {
		return Result{Text: needed.Words(e.Help) + " " + e.Help.SignIn(needed.URL), IsError: true, SignIn: needed}
	}
	_, unreadable := errors.AsType[*person.InputError](err)
	return Result{Text: e.words(ctx, name, err), IsError: true, Mistaken: unreadable || Mistaken(err)}
}

// Words says why somebody has to sign in.
func (e *SignInError) Words(help say.Help) string {
	if e.Before == nil {
		return "Nobody is signed in to Jira yet, so nothing was asked or written."
	}
	help.SignInAgain = "" // it has been begun
	words := strings.TrimSpace(help.Explain(e.Before))
	if !strings.Contains(words, "signed in") {
		words += " Nobody is signed in to Jira, so nothing was asked or written."
	}
	return words
}

// invitation is the address to sign in at, where a part of a call has found out that
// nobody is signed in any more.
func (c *Caller) invitation(ctx context.Context) string {
	found := c.signIn.Load()
	if found == nil {
		return ""
	}
	needed, ok := errors.AsType[*SignInError](c.Env.better(ctx, *found))
	if !ok {
		return ""
	}
	return c.Env.Help.SignIn(needed.URL)
}

// Words puts an error of a part of a call into words. One that no one has foreseen
// is told as it is, but for a panic.
func (c *Caller) Words(ctx context.Context, err error) string {
	c.noteSignIn(err)
	text, ok := c.Env.Help.Failure(rest.Outside(ctx), err) // nobody has canceled a call whose time is over
	if _, panicked := errors.AsType[*safe.PanicError](err); panicked {
		return say.Joined(text, c.Env.refer("part of a call", err))
	}
	if ok {
		return text
	}
	return say.Sentence(c.Env.Help.Explain(err))
}

// Explain puts an error of a service, of which a result says no more than a note, into
// words.
func (c *Caller) Explain(err error) string {
	c.noteSignIn(err)
	return c.Env.Help.Explain(err)
}

// noteSignIn keeps an error that is about signing in, for the invitation.
func (c *Caller) noteSignIn(err error) {
	if c.Env.Help.SignInWords(err) != "" {
		c.signIn.Store(&err)
	}
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
