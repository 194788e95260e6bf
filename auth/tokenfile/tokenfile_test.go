package tokenfile_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	expires := time.UnixMilli(4102444800000)
	one := auth.Token{AccessToken: "a", RefreshToken: "r", ExpiresAt: expires, CloudID: "c-1"}
	tests := []struct {
		name, file string
		want       auth.Token
	}{
		{"usual", `{"https://example.atlassian.net":{"accessToken":"a","refreshToken":"r","expiresAt":4102444800000,"cloudId":"c-1"}}`, one},
		{"slash at the end", `{"https://example.atlassian.net/":{"accessToken":"a","refreshToken":"r","expiresAt":4102444800000,"cloudId":"c-1"}}`, one},
		{"capitals and port", `{"HTTPS://Example.Atlassian.net:443":{"accessToken":"a","refreshToken":"r","expiresAt":4102444800000,"cloudId":"c-1"}}`, one},
		{"byte order mark", "\ufeff" + `{"https://example.atlassian.net":{"accessToken":"a","refreshToken":"r","expiresAt":4102444800000,"cloudId":"c-1"}}`, one},
		{"of two spellings the later", `{"https://example.atlassian.net/":{"accessToken":"old","expiresAt":5},"https://example.atlassian.net":{"accessToken":"a","refreshToken":"r","expiresAt":4102444800000,"cloudId":"c-1"}}`, one},
		{"time as text", `{"https://example.atlassian.net":{"accessToken":"a","refreshToken":"r","expiresAt":"4102444800000","cloudId":"c-1"}}`, one},
		{"time as fraction", `{"https://example.atlassian.net":{"accessToken":"a","refreshToken":"r","expiresAt":4102444800000.5,"cloudId":"c-1"}}`, one},
		{"time as date", `{"https://example.atlassian.net":{"accessToken":"a","expiresAt":"2100-01-01"}}`, auth.Token{AccessToken: "a"}},
		{"negative time", `{"https://example.atlassian.net":{"accessToken":"a","expiresAt":-1}}`, auth.Token{AccessToken: "a"}},
		{"huge time", `{"https://example.atlassian.net":{"accessToken":"a","expiresAt":1e300}}`, auth.Token{AccessToken: "a"}},
		{"only a refresh token", `{"https://example.atlassian.net":{"refreshToken":"r"}}`, auth.Token{RefreshToken: "r"}},
		{"other types", `{"https://example.atlassian.net":{"accessToken":7,"refreshToken":"r","cloudId":["x"],"expiresAt":{}}}`, auth.Token{RefreshToken: "r"}},
		{"a path as cloud id", `{"https://example.atlassian.net":{"refreshToken":"r","cloudId":"../../admin"}}`, auth.Token{RefreshToken: "r"}},
		{"a header as token", `{"https://example.atlassian.net":{"accessToken":"a\r\nX: y","refreshToken":"r"}}`, auth.Token{RefreshToken: "r"}},
		{"scopes", `{"https://example.atlassian.net":{"accessToken":"a","scope":"x y"}}`, auth.Token{AccessToken: "a", Scopes: []string{"x", "y"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.writeFile(test.file)
			if diff := cmp.Diff(test.want, b.loaded()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoadNothing(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"empty": "", "blank": " \n\t", "null": "null", "no sites": "{}", "other site": `{"https://other.atlassian.net":{"accessToken":"a"}}`,
		"entry is text": `{"https://example.atlassian.net":"a"}`, "entry is null": `{"https://example.atlassian.net":null}`,
		"entry is empty": `{"https://example.atlassian.net":{}}`, "no token": `{"https://example.atlassian.net":{"cloudId":"c"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.writeFile(file)
			_, err := b.Load(t.Context(), site)
			if failure, ok := errors.AsType[*auth.SignInError](err); !ok || failure.Reason != auth.NotSignedIn || failure.Site != site {
				t.Errorf("got %v", err)
			}
			if got := read(t, b.path); got != file {
				t.Errorf("the file has become %q", got)
			}
			b.works()
		})
	}
}

func TestSaveKeepsTheRest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.writeFile(written)
	token := auth.Token{AccessToken: "new<&>", RefreshToken: "newer", ExpiresAt: time.UnixMilli(1700000000123), CloudID: "c"}
	for _, spelling := range []string{"https://EXAMPLE.atlassian.net/", "https://other.atlassian.net"} {
		if err := save(t.Context(), b.File, spelling, token); err != nil {
			t.Fatal(err)
		}
	}
	want := `{
  "https://example.atlassian.net": {"accessToken":"new<&>","cloudId":"c","expiresAt":1700000000123,"refreshToken":"newer",
    "user": {"name": "Ada", "number": 12345678901234567890}},
  "https://other.atlassian.net/": {"accessToken":"new<&>","cloudId":"c","expiresAt":1700000000123,"refreshToken":"newer"},
  "version": 3,
  "https://nobody.atlassian.net": {"cloudId": "x"}
}`
	if diff := cmp.Diff(numbersAsText(t, want), numbersAsText(t, read(t, b.path))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.Delete(t.Context(), site); !errors.Is(err, auth.ErrSignInNeeded) {
		t.Errorf("without a file: %v", err)
	}
	b.writeFile(written)
	sites, err := b.Sites(t.Context())
	if diff := cmp.Diff([]string{"https://example.atlassian.net", "https://other.atlassian.net"}, sites); diff != "" || err != nil {
		t.Fatalf("%v, (-want +got):\n%s", err, diff)
	}
	for _, s := range sites {
		if err := b.Delete(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		if err := b.Delete(t.Context(), s); !errors.Is(err, auth.ErrSignInNeeded) {
			t.Errorf("the second time: %v", err)
		}
	}
	if diff := cmp.Diff(numbersAsText(t, `{"version":3,"https://nobody.atlassian.net":{"cloudId":"x"}}`), numbersAsText(t, read(t, b.path))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSavesAtOnce saves many sites at the same time.
func TestSavesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var saves sync.WaitGroup
	for i := range 20 {
		saves.Go(func() {
			if err := save(t.Context(), b.another(nil), "https://s"+string(rune('a'+i))+".atlassian.net", auth.Token{AccessToken: "a"}); err != nil {
				t.Error(err)
			}
		})
	}
	saves.Wait()
	if sites, err := b.Sites(t.Context()); err != nil || len(sites) != 20 {
		t.Errorf("%d sites are left of 20, %v", len(sites), err)
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	if _, err := tokenfile.New("", nil, time.Now); !errors.Is(err, auth.ErrMissing) {
		t.Errorf("without a folder: %v", err)
	}
	if _, err := tokenfile.New(t.TempDir(), nil, nil); err == nil {
		t.Error("without a clock there is no error")
	}
}
