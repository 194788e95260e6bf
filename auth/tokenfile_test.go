package auth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// written is a file as the TypeScript server writes it, with more in it.
const written = `{
  "https://example.atlassian.net": {
    "accessToken": "access-1", "refreshToken": "refresh-1", "expiresAt": 4102444800000, "cloudId": "11111111-2222-4333-8444-555555555555",
    "user": {"name": "Ada", "number": 12345678901234567890}
  },
  "https://other.atlassian.net/": {"accessToken": "access-2", "refreshToken": "refresh-2", "expiresAt": 1},
  "version": 3,
  "https://nobody.atlassian.net": {"cloudId": "x"}
}`

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
			_, err := b.store.Load(t.Context(), site)
			if failure, ok := errors.AsType[*auth.SignInError](err); !ok || failure.Reason != auth.NotSignedIn || failure.Site != site {
				t.Errorf("got %v", err)
			}
			if got := read(t, b.store.Path()); got != file {
				t.Errorf("the file has become %q", got)
			}
			b.signedIn(time.Hour)
			b.loaded()
		})
	}
}

func TestSaveKeepsTheRest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.writeFile(written)
	token := auth.Token{AccessToken: "new<&>", RefreshToken: "newer", ExpiresAt: time.UnixMilli(1700000000123), CloudID: "c"}
	for _, spelling := range []string{"https://EXAMPLE.atlassian.net/", "https://other.atlassian.net"} {
		if err := b.store.Save(t.Context(), spelling, token); err != nil {
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
	if diff := cmp.Diff(numbersAsText(t, want), numbersAsText(t, read(t, b.store.Path()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.store.Delete(t.Context(), site); !errors.Is(err, auth.ErrSignInNeeded) {
		t.Errorf("without a file: %v", err)
	}
	b.writeFile(written)
	sites, err := b.store.Sites(t.Context())
	if diff := cmp.Diff([]string{"https://example.atlassian.net", "https://other.atlassian.net"}, sites); diff != "" || err != nil {
		t.Fatalf("%v, (-want +got):\n%s", err, diff)
	}
	for _, s := range sites {
		if err := b.store.Delete(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		if err := b.store.Delete(t.Context(), s); !errors.Is(err, auth.ErrSignInNeeded) {
			t.Errorf("the second time: %v", err)
		}
	}
	if diff := cmp.Diff(numbersAsText(t, `{"version":3,"https://nobody.atlassian.net":{"cloudId":"x"}}`), numbersAsText(t, read(t, b.store.Path()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDamagedFile moves aside what is not JSON, and says so.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"half": written[:200], "text": "hello", "array": "[]", "number": "7", "zeros": strings.Repeat("\x00", 100),
		"two values": "{}{}", "deep": strings.Repeat("[", 20000), "too large": `{"a":"` + strings.Repeat("a", 5<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.writeFile(file)
			if _, err := b.store.Load(t.Context(), site); !errors.Is(b.note(err), auth.ErrSignInNeeded) {
				t.Fatalf("got %v", err)
			}
			aside, err := filepath.Glob(b.store.Path() + ".corrupt-*")
			if err != nil || len(aside) != 1 {
				t.Fatalf("moved aside: %v, %v", aside, err)
			}
			if read(t, aside[0]) != file {
				t.Error("the content was lost")
			}
			if !strings.Contains(b.shown.String(), filepath.Base(aside[0])) {
				t.Errorf("nobody was told where it is:\n%s", b.shown.String())
			}
			b.signedIn(time.Hour)
			b.loaded()
			b.writeFile("broken again")
			b.signedIn(time.Hour)
			if aside, err = filepath.Glob(b.store.Path() + ".corrupt-*"); err != nil || len(aside) != 2 {
				t.Errorf("the second time there are %v, %v", aside, err)
			}
		})
	}
}

// TestHalfWrittenFile reads while a program without lock and care writes.
func TestHalfWrittenFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.writeFile(written[:100])
	var writer sync.WaitGroup
	writer.Go(func() {
		for !strings.Contains(strings.Join(list(t, b.dir), " "), ".lock") {
			time.Sleep(time.Millisecond)
		}
		b.writeFile(written)
	})
	got := b.loaded()
	writer.Wait()
	if got.AccessToken != "access-1" {
		t.Error("another token was read")
	}
	if aside, err := filepath.Glob(b.store.Path() + ".corrupt-*"); err != nil || aside != nil {
		t.Errorf("moved aside: %v, %v", aside, err)
	}
}

// TestOddFiles leaves alone what is no file of ours, and says what it is.
func TestOddFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		make func(t *testing.T, path string) error
		want auth.Problem
	}{
		{"folder", func(_ *testing.T, path string) error { return os.MkdirAll(filepath.Join(path, "inside"), 0o700) }, auth.IsFolder},
		{"link", func(t *testing.T, path string) error {
			t.Helper()
			return os.Symlink(elsewhere(t), path)
		}, auth.IsLink},
		{"link to nowhere", func(_ *testing.T, path string) error { return os.Symlink("nowhere", path) }, auth.IsLink},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			if err := os.MkdirAll(b.dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := test.make(t, b.store.Path()); err != nil {
				t.Skip(err) // Windows wants a privilege for links
			}
			_, loadErr := b.store.Load(t.Context(), site)
			_, beginErr := b.oauth().Begin(t.Context())
			for _, err := range []error{
				loadErr, beginErr, b.store.Save(t.Context(), site, auth.Token{AccessToken: "a"}), b.store.Delete(t.Context(), site),
			} {
				failure, ok := errors.AsType[*auth.FileError](err)
				if !ok || failure.Problem != test.want || failure.Path != b.store.Path() {
					t.Errorf("got %v", err)
				}
			}
			if _, err := os.Lstat(b.store.Path()); err != nil {
				t.Error("it is gone")
			}
		})
	}
}

// elsewhere makes a file that must not change.
func elsewhere(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "elsewhere.json")
	if err := os.WriteFile(name, []byte(written), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if info, err := os.Stat(name); err != nil || read(t, name) != written || info.Mode().Perm() != 0o644 {
			t.Errorf("what the link points to has changed, %v", err)
		}
	})
	return name
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("this user may read everything")
	}
	b := newBench(t)
	b.writeFile(written)
	if err := os.Chmod(b.store.Path(), 0); err != nil {
		t.Fatal(err)
	}
	_, err := b.store.Load(t.Context(), site)
	if failure, ok := errors.AsType[*auth.FileError](err); !ok || failure.Problem != auth.Unreadable || !errors.Is(err, os.ErrPermission) {
		t.Errorf("got %v", err)
	}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	b := newBench(t)
	modes := func() [2]string {
		var got [2]string
		for i, path := range []string{b.dir, b.store.Path()} {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			got[i] = info.Mode().Perm().String()
		}
		return got
	}
	want := [2]string{"-rwx------", "-rw-------"}
	b.signedIn(time.Hour)
	if diff := cmp.Diff(want, modes()); diff != "" || strings.Contains(b.shown.String(), "other users") {
		t.Errorf("after saving (-want +got):\n%s\n%s", diff, b.shown.String())
	}
	if err := errors.Join(os.Chmod(b.dir, 0o755), os.Chmod(b.store.Path(), 0o644)); err != nil {
		t.Fatal(err)
	}
	b.loaded()
	if diff := cmp.Diff(want, modes()); diff != "" {
		t.Errorf("after loading (-want +got):\n%s", diff)
	}
	if got := strings.Count(b.shown.String(), "which was stopped"); got != 2 {
		t.Errorf("it was said %d times, want once for the file and once for the folder", got)
	}
	if err := os.Chmod(b.dir, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		b.loaded()
	}
	if got := strings.Count(b.shown.String(), "the folder is shared"); got != 1 || modes()[0] == want[0] {
		t.Errorf("a folder like /tmp is now %s, which was said %d times", modes()[0], got)
	}
}

// TestSavesAtOnce saves many sites at the same time.
func TestSavesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var saves sync.WaitGroup
	for i := range 20 {
		saves.Go(func() {
			store := b.openStore(nil) // as other processes have their own
			if err := store.Save(t.Context(), "https://s"+string(rune('a'+i))+".atlassian.net", auth.Token{AccessToken: "a"}); err != nil {
				t.Error(err)
			}
		})
	}
	saves.Wait()
	if sites, err := b.store.Sites(t.Context()); err != nil || len(sites) != 20 {
		t.Errorf("%d sites are left of 20, %v", len(sites), err)
	}
}

// FuzzTokenFile takes anything for the content of the file: it is either found
// damaged as a whole, or a token can be put into it without the loss of others.
func FuzzTokenFile(f *testing.F) {
	for _, seed := range []string{
		written, "", "null", "[]", "{", `{"a":1,"a":2}`, `{"https://example.atlassian.net":{"accessToken":"x","expiresAt":"NaN"}}`, "\ufeff{}",
		`{"\ud800":{}}`, `{"HTTPS://EXAMPLE.atlassian.net//":{"refreshToken":"\u0000"}}`, `{"https://%zz":{"accessToken":"a"}}`,
	} {
		f.Add([]byte(seed))
	}
	want := auth.Token{AccessToken: "access", RefreshToken: "refresh", ExpiresAt: time.UnixMilli(4102444800000), CloudID: "c", Scopes: []string{"s"}}
	f.Fuzz(func(t *testing.T, content []byte) {
		before, err := auth.ParseSites(content)
		if json.Valid(content) && bytes.HasPrefix(bytes.TrimSpace(content), []byte("{")) != (err == nil) && string(bytes.TrimSpace(content)) != "null" {
			t.Fatalf("is an object, but: %v", err)
		}
		if err != nil {
			return
		}
		changed, err := auth.PutToken(content, site, want)
		if err != nil {
			t.Fatal(err)
		}
		after, err := auth.ParseSites(changed)
		if err != nil {
			t.Fatal(err)
		}
		for address, token := range before {
			if address != site && !cmp.Equal(token, after[address]) {
				t.Errorf("the token of %q has changed in\n%s", address, changed)
			}
		}
		if diff := cmp.Diff(want, after[site]); diff != "" {
			t.Errorf("(-want +got):\n%s\nin\n%s", diff, changed)
		}
	})
}

// numbersAsText decodes JSON without rounding its numbers.
func numbersAsText(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
