// Command version prints the version of the next release. With a tag it says
// nothing, but fails when that is not the tag of the version.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "version: "+err.Error())
		os.Exit(1)
	}
}

func run(out io.Writer, args []string) error {
	if len(args) == 0 {
		_, err := fmt.Fprintln(out, release.Version)
		return err
	}
	if tag, want := args[0], "v"+release.Version; tag != want {
		return fmt.Errorf("the tag is %s, but internal/release says %s: change one of them", tag, want)
	}
	return nil
}
