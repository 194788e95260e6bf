package tokenfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

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
			if _, err := b.Load(t.Context(), site); !errors.Is(err, auth.ErrSignInNeeded) {
				t.Fatalf("got %v", err)
			}
			aside := b.aside()
			if len(aside) != 1 {
				t.Fatalf("moved aside: %v", aside)
			}
			if read(t, aside[0]) != file {
				t.Error("the content was lost")
			}
			if !strings.Contains(b.log.String(), filepath.Base(aside[0])) {
				t.Errorf("nobody was told where it is:\n%s", b.log.String())
			}
			b.works()
			b.writeFile("broken again")
			b.works()
			if aside := b.aside(); len(aside) != 2 {
				t.Errorf("the second time there are %v", aside)
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
		for {
			if _, err := os.Stat(b.path + ".lock"); err == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		b.writeFile(written)
	})
	got := b.loaded()
	writer.Wait()
	if got.AccessToken != "access-1" {
		t.Error("another token was read")
	}
	if aside := b.aside(); aside != nil {
		t.Errorf("moved aside: %v", aside)
	}
}

// TestOddFiles leaves alone what is no file of ours, and says what it is.
func TestOddFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		make func(t *testing.T, path string) error
		want tokenfile.Problem
	}{
		{"folder", func(_ *testing.T, path string) error { return os.MkdirAll(filepath.Join(path, "inside"), 0o700) }, tokenfile.IsFolder},
		{"link", func(t *testing.T, path string) error {
			t.Helper()
			return os.Symlink(elsewhere(t), path)
		}, tokenfile.IsLink},
		{"link to nowhere", func(_ *testing.T, path string) error { return os.Symlink("nowhere", path) }, tokenfile.IsLink},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			if err := os.MkdirAll(b.dir, 0o700); err != nil {
				t.Fatal(err)
			}
			made(t, test.want, test.make(t, b.path))
			_, loadErr := b.Load(t.Context(), site)
			for _, err := range []error{
				loadErr, save(t.Context(), b.File, site, auth.Token{AccessToken: "a"}), b.Delete(t.Context(), site),
			} {
				failure, ok := errors.AsType[*tokenfile.FileError](err)
				if !ok || failure.Problem != test.want || failure.Path != b.path {
					t.Errorf("got %v", err)
				}
			}
			if _, err := os.Lstat(b.path); err != nil {
				t.Error("it is gone")
			}
		})
	}
}

// made ends a test whose odd file could not be made.
func made(t *testing.T, what tokenfile.Problem, err error) {
	t.Helper()
	if err != nil && what == tokenfile.IsLink && runtime.GOOS == "windows" {
		t.Skipf("on Windows only users with a privilege make links, and this one has none: %v", err)
	}
	if err != nil {
		t.Fatal(err)
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
