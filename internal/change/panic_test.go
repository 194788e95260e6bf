package change_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestPanicWhileWriting makes the others, and does not claim to know what became of
// what had left.
func TestPanicWhileWriting(t *testing.T) {
	t.Parallel()
	for _, past := range []bool{false, true} {
		s := newSim()
		original(s)
		p := connect(t, &panics{next: s, past: past, at: func(r *http.Request) bool {
			return strings.HasSuffix(r.URL.Path, "/10001/bulk") || r.Method == http.MethodPut
		}})
		first, second, single, other, changed := entry(), entry(text("Ranking")), entry(estimated), entry(on("ATLAS-2")), edit(text("x"))
		apply(t, p, first, second, single, other, changed)
		for name, c := range map[string]*change.Change{"first": first, "second": second, "edit": changed} {
			_, panicked := errors.AsType[*safe.PanicError](c.Err)
			if missing := panicked && state(c.Err) == "missing" && c.After == nil; !past && !missing {
				t.Errorf("%s, which was not found: %v", name, c.Err)
			}
			if past && (c.Err != nil || c.After == nil) {
				t.Errorf("%s, which had arrived: %v", name, c.Err)
			}
		}
		if single.Err != nil || other.Err != nil {
			t.Errorf("past %v: the others: %v, %v", past, single.Err, other.Err)
		}
		again := entry(estimated) // nothing is locked any more
		if apply(t, p, again); again.Err != nil {
			t.Errorf("past %v: the next one: %v", past, again.Err)
		}
	}
}

// TestPanicKeepsOutcomes keeps what is known when a panic comes after it.
func TestPanicKeepsOutcomes(t *testing.T) {
	t.Parallel()
	s := newSim()
	posts := 0
	p := connect(t, &panics{next: s, at: func(r *http.Request) bool {
		if r.URL.Path == "/4/worklogs" {
			posts++
		}
		return posts == 2
	}})
	first, second, third := entry(estimated), entry(estimated), entry(estimated)
	apply(t, p, first, second, third)
	if first.Err != nil || first.After == nil || state(second.Err) != "unknown" || third.Err != nil {
		t.Errorf("%v, %v, %v", first.Err, second.Err, third.Err)
	}
}

// TestPanicBefore sends nothing.
func TestPanicBefore(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/rest/api/3/myself", "/4/work-attributes", "/4/accounts/1", "/4/worklogs/user/" + sim.AccountID} {
		s := newSim()
		p := connect(t, &panics{next: s, at: func(r *http.Request) bool { return r.URL.Path == path }})
		changes := append(billed(s, 1), entry(remote), deletion())
		_, err := change.Apply(t.Context(), p, changes)
		if _, ok := errors.AsType[*safe.PanicError](err); !ok || writes(s) != 0 {
			t.Errorf("%s: %v, %d writes", path, err, writes(s))
		}
		for _, c := range changes {
			if c.Err != nil {
				t.Errorf("%s: %v", path, c.Err)
			}
		}
	}
}

// TestPanicAfter tells what was refused, without the choices.
func TestPanicAfter(t *testing.T) {
	t.Parallel()
	s := newSim()
	demanding(s)
	c := entry()
	apply(t, connect(t, &panics{next: s, at: func(r *http.Request) bool { return r.URL.Path == "/4/accounts" }}), c)
	if account := missing(t, c)[0]; account.ChoicesErr == nil {
		t.Errorf("%+v", account)
	}
}
