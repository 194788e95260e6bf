package change_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/change"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
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

// TestPanicWhileLooking sends nothing when the panic comes before, and tells what was
// refused when it comes after.
func TestPanicWhileLooking(t *testing.T) {
	t.Parallel()
	s := newSim()
	p := connect(t, &panics{next: s, at: func(r *http.Request) bool { return r.URL.Path == "/rest/api/3/myself" }})
	c := entry()
	_, err := change.Apply(t.Context(), p, []*change.Change{c})
	if _, ok := errors.AsType[*safe.PanicError](err); !ok || c.Err != nil || len(sent(t, s, http.MethodPost)) != 0 {
		t.Errorf("%v, %v", err, c.Err)
	}
	s = newSim()
	demanding(s)
	p = connect(t, &panics{next: s, at: func(r *http.Request) bool {
		return r.URL.Path == "/4/accounts" || strings.HasPrefix(r.URL.Path, "/4/worklogs/user/")
	}})
	c = entry()
	sheet := apply(t, p, c) // without the sheet it can be written
	if sheet != nil {
		t.Errorf("sheet %v", sheet)
	}
	if account := missing(t, c)[0]; account.ChoicesErr == nil {
		t.Errorf("%+v", account)
	}
}
