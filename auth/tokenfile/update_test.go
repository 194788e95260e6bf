package tokenfile_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

func TestUpdate(t *testing.T) {
	t.Parallel()
	errOwn := errors.New("its own")
	next := auth.Token{AccessToken: "next", RefreshToken: "r"}
	tests := []struct {
		name   string
		change auth.Change
		err    error
		want   string // access token
	}{
		{"new token", func(context.Context, auth.Token) (auth.Token, error) { return next, nil }, nil, "next"},
		{"same token", func(_ context.Context, current auth.Token) (auth.Token, error) { return current, nil }, nil, "access-1"},
		{"error", func(context.Context, auth.Token) (auth.Token, error) { return next, errOwn }, errOwn, "access-1"},
		{"signed out", func(context.Context, auth.Token) (auth.Token, error) { return auth.Token{}, nil }, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.writeFile(written)
			if err := b.Update(t.Context(), site, test.change); !errors.Is(err, test.err) {
				t.Fatalf("got %v, want %v", err, test.err)
			}
			got, err := b.Load(t.Context(), site)
			if got.AccessToken != test.want || errors.Is(err, auth.ErrSignInNeeded) != (test.want == "") {
				t.Errorf("the token is %q, %v, want %q", got.AccessToken, err, test.want)
			}
			if untouched := read(t, b.path) == written; untouched != (test.want == "access-1") {
				t.Errorf("the file is as it was: %v", untouched)
			}
		})
	}
}

// TestUpdateOfNothing is told that nobody is signed in.
func TestUpdateOfNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	err := b.Update(t.Context(), site, func(_ context.Context, current auth.Token) (auth.Token, error) {
		if !current.IsZero() {
			t.Error("there is a token")
		}
		return current, nil
	})
	if _, missing := os.Stat(b.path); err != nil || !errors.Is(missing, os.ErrNotExist) {
		t.Errorf("got %v; the file: %v", err, missing)
	}
}

// TestUpdateTakesTurns counts up, and each of many adds to what is there.
func TestUpdateTakesTurns(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var updates sync.WaitGroup
	for range 20 {
		updates.Go(func() {
			err := b.another(nil).Update(t.Context(), site, func(_ context.Context, current auth.Token) (auth.Token, error) {
				current.AccessToken += "x"
				return current, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	updates.Wait()
	if got := len(b.loaded().AccessToken); got != 20 {
		t.Errorf("%d updates are left of 20", got)
	}
}

// TestUpdateKeepsWhatOthersWrite lets a program that takes no lock write meanwhile.
func TestUpdateKeepsWhatOthersWrite(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.works()
	err := b.Update(t.Context(), site, func(_ context.Context, current auth.Token) (auth.Token, error) {
		b.writeFile(written)
		current.AccessToken = "next"
		return current, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sites, err := b.Sites(t.Context())
	if diff := cmp.Diff([]string{site, "https://other.atlassian.net"}, sites); diff != "" || err != nil || b.loaded().AccessToken != "next" {
		t.Errorf("%v, token %q, sites (-want +got):\n%s", err, b.loaded().AccessToken, diff)
	}
}

// TestUpdateAsksFirst does not call change when its result could not be kept.
func TestUpdateAsksFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := os.MkdirAll(b.path, 0o700); err != nil {
		t.Fatal(err)
	}
	err := b.Update(t.Context(), site, func(_ context.Context, current auth.Token) (auth.Token, error) {
		t.Error("a token was asked for that cannot be kept")
		return current, nil
	})
	if _, ok := errors.AsType[*tokenfile.FileError](err); !ok {
		t.Errorf("got %v", err)
	}
}

// TestUpdatePanics gives its turn to the next one.
func TestUpdatePanics(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is gone")
			}
		}()
		_ = b.Update(t.Context(), site, func(context.Context, auth.Token) (auth.Token, error) { panic("change") })
	}()
	b.works()
}
