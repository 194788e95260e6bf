// Command docgen writes the tables of tools and settings into the documentation,
// between the markers that name them. With --check it writes nothing and fails
// when a table is stale.
//
// With extras FOLDER SECONDS it writes what packages have beside the binary: the
// manual page, dated SECONDS after 1970, and the scripts for completion.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"tempo-mcp-server/internal/config"
	"tempo-mcp-server/tools"
)

func main() {
	var err error
	if args := os.Args[1:]; len(args) == 3 && args[0] == "extras" {
		err = writeExtras(args[1], args[2])
	} else {
		err = run(os.Stdout, slices.Contains(args, "--check"))
	}
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "docgen: "+err.Error())
		os.Exit(1)
	}
}

// writeExtras writes the extras into a folder, with the date of a commit.
func writeExtras(folder, seconds string) error {
	epoch, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not a number of seconds", seconds)
	}
	files, err := extras(time.Unix(epoch, 0))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // documentation is for everyone
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil { //nolint:gosec // as above
			return err
		}
	}
	return nil
}

// run brings every file up to date, or only compares.
func run(out io.Writer, check bool) error {
	files := map[string][]byte{".env.example": []byte(exampleEnvironment())}
	tables := map[string]string{"tools": toolTable(), "settings": settingTable(), "arguments": argumentTables()}
	placed := map[string]bool{}
	for _, file := range []string{"README.md", "docs/tools.md"} {
		text, err := os.ReadFile(file) //nolint:gosec // a fixed list
		if err != nil {
			return err
		}
		for name, table := range tables {
			var found bool
			if text, found, err = replace(text, name, table); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			placed[name] = placed[name] || found
		}
		files[file] = text
	}
	for name := range tables {
		if !placed[name] {
			return fmt.Errorf("no file has the marker <!-- begin %s -->", name)
		}
	}
	return refresh(out, files, check)
}

// refresh writes the files that have changed, or names them.
func refresh(out io.Writer, files map[string][]byte, check bool) error {
	var stale []string
	for _, file := range slices.Sorted(maps.Keys(files)) {
		old, err := os.ReadFile(file) //nolint:gosec // a fixed list
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return err
		case err == nil && bytes.Equal(old, files[file]):
			continue
		case check:
			stale = append(stale, file)
			continue
		}
		if err := os.WriteFile(file, files[file], 0o644); err != nil { //nolint:gosec // documentation is for everyone
			return err
		}
		fmt.Fprintln(out, "wrote "+file)
	}
	if len(stale) > 0 {
		return fmt.Errorf("stale: %s; run `task docs`", strings.Join(stale, ", "))
	}
	return nil
}

// replace puts a table between its markers, and reports whether the text has
// them.
func replace(text []byte, name, table string) ([]byte, bool, error) {
	begin, end := fmt.Sprintf("<!-- begin %s -->\n", name), fmt.Sprintf("<!-- end %s -->", name)
	head, rest, ok := bytes.Cut(text, []byte(begin))
	if !ok {
		return text, false, nil
	}
	_, tail, ok := bytes.Cut(rest, []byte(end))
	if !ok {
		return nil, false, fmt.Errorf("no %q after %q", end, strings.TrimSpace(begin))
	}
	return slices.Concat(head, []byte(begin+table+end), tail), true, nil
}

func toolTable() string {
	var b strings.Builder
	b.WriteString("| tool | what it does |\n| --- | --- |\n")
	for _, t := range tools.All() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", t.Name, cell(t.Description))
	}
	return b.String()
}

func argumentTables() string {
	var b strings.Builder
	for _, t := range tools.All() {
		fmt.Fprintf(&b, "### %s\n\n%s %s\n\n| argument | type | needed | meaning |\n| --- | --- | --- | --- |\n", t.Name, t.Description, effect(t.Effect))
		for _, a := range t.Arguments() {
			needed := ""
			if a.Required {
				needed = "yes"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", a.Name, a.Type, needed, cell(a.Description))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func effect(e tools.Effect) string {
	switch e {
	case tools.Writes:
		return "*Changes the time sheet.*"
	case tools.Deletes:
		return "*Deletes from the time sheet.*"
	default:
		return "*Only reads.*"
	}
}

func settingTable() string {
	var b strings.Builder
	b.WriteString("| variable | needed | default | meaning |\n| --- | --- | --- | --- |\n")
	for _, v := range config.Variables() {
		value := ""
		if v.Default != "" {
			value = "`" + v.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", v.Name, needed(v.Need), value, cell(strings.TrimSpace(v.Description+" "+v.Where)))
	}
	return b.String()
}

func needed(need string) string {
	switch need {
	case "":
		return ""
	case "always":
		return "yes"
	default:
		return "for " + need
	}
}

func exampleEnvironment() string {
	var b strings.Builder
	b.WriteString("# Settings of tempo-mcp-server, for --env-file. Copy to .env and fill in.\n")
	for _, v := range config.Variables() {
		fmt.Fprintf(&b, "\n# %s\n", strings.TrimSpace(v.Description+" "+v.Where))
		if v.Need == "" || v.Need == "oauth" {
			b.WriteString("# ")
		}
		fmt.Fprintf(&b, "%s=%s\n", v.Name, v.Default)
	}
	return b.String()
}

// cell makes a text fit for a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
