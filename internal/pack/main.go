// Command pack makes of the binaries that GoReleaser has built what people
// install. "pack npm" lays out the npm packages below dist/npm, for npm pack.
// "pack mcpb" lays out the MCPB bundle in dist/mcpb and makes its file.
//
// It runs in the root of the repository. Names, version and platforms come from
// internal/release, and nothing that changes from release to release is in here.
package main

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

func main() {
	if err := run(".", os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "pack: "+err.Error())
		os.Exit(1)
	}
}

// run carries out a command in a repository.
func run(folder string, args []string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	switch {
	case slices.Equal(args, []string{"npm"}):
		err = packNPM(root)
	case slices.Equal(args, []string{"mcpb"}):
		err = packBundle(root)
	default:
		err = errors.New("usage: pack npm | pack mcpb")
	}
	return errors.Join(err, root.Close())
}

const artifactList = "dist/artifacts.json"

func packNPM(root *os.Root) error {
	built, err := binaries(root, artifactList)
	if err != nil {
		return err
	}
	return lay(root, "dist/npm", npmFiles(built))
}

func packBundle(root *os.Root) error {
	built, err := binaries(root, artifactList)
	if err != nil {
		return err
	}
	if err := lay(root, "dist/mcpb", bundleFiles(built)); err != nil {
		return err
	}
	data, err := archive(root.FS(), "dist/mcpb")
	if err != nil {
		return err
	}
	// No version in the name, so that a link to the latest release's stays the same.
	return root.WriteFile("dist/"+release.Name+".mcpb", data, 0o644)
}
