package auth_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// counting is a store that counts how often it is asked.
type counting struct {
	auth.Store
	loads, updates atomic.Int32
	loaded         func(n int32) // called after each load, if it is set
}

func (c *counting) Load(ctx context.Context, site string) (auth.Token, error) {
	n := c.loads.Add(1)
	token, err := c.Store.Load(ctx, site)
	if c.loaded != nil {
		c.loaded(n)
	}
	return token, err
}

func (c *counting) Update(ctx context.Context, site string, change auth.Change) error {
	c.updates.Add(1)
	return c.Store.Update(ctx, site, change)
}

// TestLoads measures what a tool's call costs that makes three requests: one look at
// the store for the call and one for each request.
func TestLoads(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		lasts          time.Duration
		cloudID        string
		loads, updates int32
	}{
		{"usual", time.Hour, cloudID, 4, 0},
		{"renewed first", -time.Minute, cloudID, 4, 1},
		{"looked up first", time.Hour, "", 5, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			token := b.signedIn(test.lasts)
			token.CloudID = test.cloudID
			b.keep(token)
			store := &counting{Store: b.store}
			b.app.Store = store
			o := b.oauth()
			if err := o.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if _, status, err := b.myself(o); err != nil || status != http.StatusOK {
					t.Fatalf("Jira says %d, %v", status, b.note(err))
				}
			}
			if loads, updates := store.loads.Load(), store.updates.Load(); loads != test.loads || updates != test.updates {
				t.Errorf("%d loads and %d updates, want %d and %d", loads, updates, test.loads, test.updates)
			}
		})
	}
}

// TestAnotherProcessSigns has what another process does count at the next request.
func TestAnotherProcessSigns(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	if _, _, err := b.myself(o); !errors.Is(b.note(err), auth.ErrSignInNeeded) {
		t.Fatalf("got %v", err)
	}
	for range 3 {
		token := b.signedIn(time.Hour)
		if used, _, err := b.myself(o); err != nil || used != "Bearer "+token.AccessToken {
			t.Errorf("after another process signed in: another token, %v", err)
		}
		// Of the same length and at the same moment, as far as clocks can tell.
		token.AccessToken = strings.Repeat("x", len(token.AccessToken))
		b.keep(token)
		if used, _, err := b.myself(o); err != nil || used != "Bearer "+token.AccessToken {
			t.Errorf("after another process replaced the token: another token, %v", err)
		}
		if err := b.openStore(nil).Delete(t.Context(), site); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.myself(o); !errors.Is(b.note(err), auth.ErrSignInNeeded) {
			t.Errorf("after another process signed out: %v", err)
		}
	}
}

// TestSignedInWhileGivingUp signs in anew when the old token has just been found to be
// of no more use. The new one is.
func TestSignedInWhileGivingUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.signedIn(-time.Minute)
	b.set(func() { clear(b.refresh) })
	b.app.Store = &counting{Store: b.store, loaded: func(n int32) {
		if n == 2 { // the first is for the call, the second after the refusal
			b.signedIn(time.Hour)
		}
	}}
	o := b.oauth()
	if err := o.Ready(t.Context()); !errors.Is(b.note(err), auth.ErrSignInNeeded) {
		t.Fatalf("got %v", err)
	}
	if err := o.Ready(t.Context()); err != nil {
		t.Errorf("after a new sign-in: %v", b.note(err))
	}
}
