// Command tempo-mcp-server keeps a person's time in Tempo Timesheets through an
// assistant that speaks the Model Context Protocol.
package main

import (
	"os"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/cli"
)

// version is set when a release is built.
var version string

func main() {
	os.Exit(cli.Run(cli.System{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Version: version, Now: time.Now, Local: time.Local,
	}))
}
