// Command same compares two builds of a release, folder against folder, and
// fails with the names of what differs. GoReleaser's own notes are left out: they
// hold the paths and the time of the build, and are not published.
package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "same: "+err.Error())
		os.Exit(1)
	}
}

// notes are the files that GoReleaser writes for itself.
var notes = []string{"artifacts.json", "config.yaml", "metadata.json"} //nolint:gochecknoglobals // a constant, but for the language

func run(out io.Writer, args []string) error {
	if len(args) != 2 {
		return errors.New("needs two folders")
	}
	first, err := sums(os.DirFS(args[0]))
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	second, err := sums(os.DirFS(args[1]))
	if err != nil {
		return fmt.Errorf("%s: %w", args[1], err)
	}
	if len(first) == 0 {
		return fmt.Errorf("%s: there is nothing to compare", args[0])
	}
	if differing := compare(first, second); len(differing) > 0 {
		return fmt.Errorf("not the same:\n  %s", strings.Join(differing, "\n  "))
	}
	for _, name := range slices.Sorted(maps.Keys(first)) {
		if _, err := fmt.Fprintf(out, "%x  %s\n", first[name], name); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, "%d files are the same, byte for byte\n", len(first))
	return err
}

// compare names the files that differ, or that one of the two lacks.
func compare(first, second map[string][sha256.Size]byte) []string {
	all := maps.Clone(first)
	maps.Copy(all, second)
	var differing []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		a, inFirst := first[name]
		b, inSecond := second[name]
		switch {
		case !inSecond:
			differing = append(differing, name+" (only in the first)")
		case !inFirst:
			differing = append(differing, name+" (only in the second)")
		case a != b:
			differing = append(differing, name)
		}
	}
	return differing
}

// sums are the hashes of all files below a folder, by path.
func sums(folder fs.FS) (map[string][sha256.Size]byte, error) {
	list := map[string][sha256.Size]byte{}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Dir(name) == "." && slices.Contains(notes, name) {
			return err
		}
		content, err := fs.ReadFile(folder, name)
		list[name] = sha256.Sum256(content)
		return err
	})
	return list, err
}
