package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/cli"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

func day() time.Time { return time.Date(2026, 3, 4, 23, 0, 0, 0, time.FixedZone("", -2*60*60)) }

// Whatever the program knows, the manual page has.
func TestManual(t *testing.T) {
	t.Parallel()
	source := manual(cli.Commands(), day())
	if want := `.TH TEMPO\-MCP\-SERVER 1 2026-03-05 `; !strings.HasPrefix(source, want) {
		t.Errorf("got %.60q, want that it begins with %q", source, want)
	}
	has := func(what, line string) {
		t.Helper()
		if !strings.Contains(source, line+"\n") {
			t.Errorf("%s is not there: %s", what, line)
		}
	}
	for _, c := range cli.Commands().Commands() {
		if c.IsAvailableCommand() {
			has("command "+c.Name(), `.SS "`+escape(c.Use)+`"`)
		}
	}
	for _, tool := range tools.All() {
		has("tool", `.B "`+tool.Name+`"`)
	}
	for _, v := range config.Variables() {
		has("variable", `.B "`+v.Name+`"`)
	}
	for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "OPTIONS", "COMMANDS", "TOOLS", "ENVIRONMENT", "FILES", "EXIT STATUS", "SEE ALSO"} {
		has("section", `.SH "`+section+`"`)
	}
	if strings.Contains(source, `\-\-help `) || !strings.Contains(source, `\-\-no\-browser`) {
		t.Error("the flags of the commands are not there, or --help is")
	}
}

// Nothing but the macros that this package writes is taken for one.
func TestManualMacros(t *testing.T) {
	t.Parallel()
	macro := regexp.MustCompile(`^\.(TH .*|(SH|SS|B) "[^"]*"|PP|TP|nf|fi|br)$`)
	for line := range strings.Lines(manual(cli.Commands(), day())) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, ".") && !macro.MatchString(line) || strings.HasPrefix(line, "'") {
			t.Errorf("not a macro of ours: %s", line)
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	p := &page{}
	p.macro("SH", `a "b"`)
	p.text(".env\n'--all' is \\ all")
	p.text("more")
	want := ".SH \"a \\(dqb\\(dq\"\n\\&.env\n\\(aq\\-\\-all\\(aq is \\e all\n.PP\nmore\n"
	if diff := cmp.Diff(want, p.String()); diff != "" {
		t.Errorf("source (-want +got):\n%s", diff)
	}
}

func TestWriteExtras(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "extras")
	if err := writeExtras(folder, "1772665200"); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"tempo-mcp-server.1":    `.TH TEMPO\-MCP\-SERVER 1 2026-03-04`,
		"tempo-mcp-server.bash": "# bash completion",
		"_tempo-mcp-server":     "#compdef tempo-mcp-server",
		"tempo-mcp-server.fish": "# fish completion",
		"tempo-mcp-server.ps1":  "# powershell completion",
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name())
		text, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), want[file.Name()]) {
			t.Errorf("%s: got %.40q, want that it begins with %q", file.Name(), text, want[file.Name()])
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if err := writeExtras(folder, "today"); err == nil || !strings.Contains(err.Error(), `"today" is not a number`) {
		t.Errorf("got error %v, want that today is not a number", err)
	}
}
