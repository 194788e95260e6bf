package browser_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth/browser"
)

// TestMain makes this program a browser when it is started as xdg-open, see TestOpen.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "xdg-open" {
		self, err := exec.LookPath(os.Args[0])
		if err == nil {
			err = os.WriteFile(self+".args", []byte(strings.Join(os.Args[1:], "\n")), 0o600)
		}
		if err != nil {
			panic(err)
		}
		return
	}
	m.Run()
}

func TestOpeners(t *testing.T) {
	t.Parallel()
	const wsl = "5.15.167.4-microsoft-standard-WSL2"
	desktop := []string{"HOME=/", "WAYLAND_DISPLAY=wayland-0"}
	tests := []struct {
		name, system, release string
		environment           []string
		want                  [][]string
	}{
		{"mac", "darwin", "", nil, [][]string{{"open"}}},
		{"windows", "windows", "", nil, [][]string{{"rundll32", "url.dll,FileProtocolHandler"}}},
		{"linux", "linux", "6.1.0", desktop, [][]string{{"xdg-open"}, {"gio", "open"}}},
		{"bsd", "freebsd", "", []string{"DISPLAY=:0"}, [][]string{{"xdg-open"}, {"gio", "open"}}},
		{"linux without windows", "linux", "6.1.0", []string{"DISPLAY="}, nil},
		{"wsl", "linux", wsl, nil, [][]string{{"wslview"}, {"rundll32.exe", "url.dll,FileProtocolHandler"}, {"xdg-open"}, {"gio", "open"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, browser.Openers(test.system, test.release, test.environment)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "--help", "file:///etc/passwd", "javascript:alert(1)", "https://", "example.com", "https://a/\nb", "https://a/`id`", `https://a/"&calc`, "https://a b/", "%",
	} {
		if err := browser.Open(t.Context(), address); !errors.Is(err, browser.ErrNone) {
			t.Errorf("%q: got %v", address, err)
		}
	}
}

// TestOpen gives an address full of what a shell would act on to a program
// that writes down what it gets.
func TestOpen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only on Linux is it xdg-open that opens the browser, and this test takes its place")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(program, filepath.Join(dir, "xdg-open")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv("DISPLAY", ":0")
	const address = "https://auth.example/authorize?a=$(touch x)&b=%20;c=1&d=*"
	want := "https://auth.example/authorize?a=$(touch%20x)&b=%20;c=1&d=*"
	if err := browser.Open(t.Context(), address); !errors.Is(err, browser.ErrNone) {
		t.Errorf("an address with a blank was opened: %v", err)
	}
	if err := browser.Open(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "xdg-open.args")); err != nil || string(got) != want {
		t.Errorf("the browser got %q, %v", got, err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := browser.Open(t.Context(), want); !errors.Is(err, browser.ErrNone) {
		t.Errorf("without a browser: %v", err)
	}
}
