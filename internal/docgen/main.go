// Command docgen writes what follows from the tools and the settings: tables,
// install links and clients' configurations in the documentation, between the
// markers that name them, and the manifests of packages. With --check it writes
// nothing and fails when something is stale.
//
// With extras FOLDER SECONDS it writes what packages have beside the binary: the
// manual page, dated SECONDS after 1970, and the scripts for completion.
package main

import (
	"bytes"
	"encoding/json"
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

// documents lists the files that have markers.
func documents() []string { return []string{"README.md", "docs/clients.md", "docs/tools.md"} }

// parts lists what goes between markers, by their name.
func parts() map[string]string {
	return map[string]string{
		"tools": toolTable(), "settings": settingTable(), "arguments": argumentTables(), "prompts": promptTable(), "prompt-arguments": promptArgumentTables(), "resources": resourceTable(),
		"badges": badges(), "claude-desktop": claudeDesktop(), "claude-code": claudeCode(), "cursor": cursor(), "vscode": vscode(),
		"windsurf": windsurf(), "zed": zed(), "codex": codex(), "gemini": gemini(),
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
	files := map[string][]byte{
		".env.example": []byte(exampleEnvironment()), "server.json": indented(registryEntry()), "packaging/mcpb/manifest.json": indented(bundleManifest()),
	}
	made, placed := parts(), map[string]bool{}
	for _, file := range documents() {
		text, err := os.ReadFile(file) //nolint:gosec // a fixed list
		if err != nil {
			return err
		}
		for name, part := range made {
			var found bool
			if text, found, err = replace(text, name, part); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			placed[name] = placed[name] || found
		}
		files[file] = text
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if !placed[name] {
			return fmt.Errorf("no file has the marker <!-- begin %s -->", name)
		}
	}
	return refresh(out, files, check)
}

// indented is a value as a JSON file.
func indented(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		panic(fmt.Sprintf("docgen: %v", err)) // only strings, numbers and flags
	}
	return b.Bytes()
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
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // as below
			return err
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
