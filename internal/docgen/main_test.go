package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// The files in the repository are as this program would write them.
func TestFilesAreFresh(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	if err := run(io.Discard, true); err != nil {
		t.Error(err)
	}
}

func TestRun(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("docs", 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(want string) {
		t.Helper()
		if err := run(io.Discard, true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("check: got %v, want that %s", err, want)
		}
	}
	write("README.md", "# Title\n<!-- begin tools -->\n<!-- end tools -->\n<!-- begin settings -->\nold\n<!-- end settings -->\n")
	write("docs/tools.md", "no marker\n")
	write("docs/clients.md", emptyMarkers())
	check("no file has the marker <!-- begin arguments -->")
	write("docs/tools.md", "<!-- begin arguments -->\n<!-- end arguments -->\n")
	check("stale: .env.example, README.md, docs/clients.md, docs/tools.md, packaging/mcpb/manifest.json, server.json;")

	var out strings.Builder
	if err := run(&out, false); err != nil {
		t.Fatal(err)
	}
	want := "wrote .env.example\nwrote README.md\nwrote docs/clients.md\nwrote docs/tools.md\nwrote packaging/mcpb/manifest.json\nwrote server.json\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	if err := run(&out, true); err != nil {
		t.Errorf("check after writing: %v", err)
	}

	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range tools.All() {
		if !strings.Contains(string(readme), "| `"+tool.Name+"` |") {
			t.Errorf("README.md lacks the tool %s", tool.Name)
		}
	}
	for _, v := range config.Variables() {
		if !strings.Contains(string(readme), "| `"+v.Name+"` |") {
			t.Errorf("README.md lacks the variable %s", v.Name)
		}
	}
}

// emptyMarkers are those that the test does not place itself.
func emptyMarkers() string {
	var b strings.Builder
	for name := range parts() {
		if name != "tools" && name != "settings" && name != "arguments" {
			fmt.Fprintf(&b, "<!-- begin %s -->\n<!-- end %s -->\n", name, name)
		}
	}
	return b.String()
}

func TestReplace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
		found            bool
	}{
		{"between", "a\n<!-- begin x -->\nold\n<!-- end x -->\nb", "a\n<!-- begin x -->\nnew\n<!-- end x -->\nb", true},
		{"empty", "<!-- begin x -->\n<!-- end x -->", "<!-- begin x -->\nnew\n<!-- end x -->", true},
		{"another", "<!-- begin y -->\n<!-- end y -->", "<!-- begin y -->\n<!-- end y -->", false},
		{"none", "text", "text", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, found, err := replace([]byte(tt.text), "x", "new\n")
			if err != nil || found != tt.found {
				t.Fatalf("got %t, %v, want %t", found, err, tt.found)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReplaceWithoutEnd(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"<!-- begin x -->\nold\n", "<!-- end x -->\n<!-- begin x -->\n", "<!-- begin x -->\n<!-- end y -->"} {
		if _, _, err := replace([]byte(text), "x", "new\n"); err == nil || !strings.Contains(err.Error(), `no "<!-- end x -->" after`) {
			t.Errorf("%q: got error %v, want that the end is missing", text, err)
		}
	}
}

func TestCell(t *testing.T) {
	t.Parallel()
	if got, want := cell("a|b"), `a\|b`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
