// Package cli is the command line: what the arguments mean, what goes to
// standard output and standard error, and with which exit code the program ends.
//
// Standard output belongs to what was asked for: protocol messages from the
// stdio server, a tool's text from call. Everything else, errors and hints
// included, goes to standard error, each line with the program's name.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // zones for machines that have none, such as Windows and bare containers

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// System is what the program takes from the machine it runs on.
type System struct {
	Args    []string // without the program's name
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Version string // empty: told by the build
	Now     func() time.Time
	Local   *time.Location
}

// Exit codes.
const (
	exitOK      = 0 // all that was asked was done
	exitFailure = 1 // nothing of what was asked was done, or doctor found something
	exitUsage   = 2 // the command line or the settings are wrong
	exitPart    = 3 // a part of what was asked was done
)

// Run carries out the command line and returns the exit code. After a second signal
// it returns while the command is still at work: then the program must end.
func Run(sys System) int {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, endings()...)
	defer signal.Stop(signals)
	// A client that is gone must not end the process in the middle of a write.
	signal.Ignore(syscall.SIGPIPE)
	if sys.Version == "" {
		sys.Version = builtVersion()
	}
	root := newRoot(&commands{sys: sys})
	root.SetArgs(sys.Args)
	root.SetIn(sys.Stdin)
	root.SetOut(sys.Stdout)
	root.SetErr(sys.Stderr)
	return conduct(sys.Stderr, signals, func(ctx context.Context) int {
		if err := root.ExecuteContext(ctx); err != nil {
			return report(sys.Stderr, err)
		}
		return exitOK
	})
}

// builtVersion is what the Go tool knows about the build.
func builtVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}

// Commands is the tree of the commands, for documentation that is made of it.
func Commands() *cobra.Command { return newRoot(&commands{}) }

func newRoot(a *commands) *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   say.Program,
		Short: "Keep your time in Tempo Timesheets by talking to an assistant",
		Long: `Without a command, ` + say.Program + ` is an MCP server on standard input and output,
as Claude Desktop, Cursor, VS Code and other clients start it.`,
		Example: `  tempo-mcp-server --demo call getMissingWorklogDays period=lastMonth
  tempo-mcp-server call createWorklog issueKey=ABC-123 "timeSpent=1h 30m" date=today
  tempo-mcp-server doctor`,
		Args:          knownCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return a.version()
			}
			return a.serve(cmd.Context())
		},
	}
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.Flags().BoolVar(&version, "version", false, "print the version")
	root.PersistentFlags().BoolVar(&a.demo, "demo", false, "work on a built-in example site; needs no account, and touches nothing of yours")
	root.PersistentFlags().StringArrayVar(&a.envFiles, "env-file", nil, "read settings from a .env `FILE`; of several the last one wins, and the environment over all")
	completeFiles(root, "env-file")
	root.SetHelpFunc(printHelp)
	root.SetHelpCommand(newHelp())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return wrongUsage(cmd.CommandPath()+" --help lists the flags", "%s", err)
	})
	root.AddCommand(newCall(a), newTools(a), newDoctor(a), newLogin(a), newLogout(a), newStatus(a), newJournal(a), newCompletion(), newVersion(a))
	return root
}

func newVersion(a *commands) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: `  tempo-mcp-server version`,
		Args:    noArguments,
		RunE:    func(*cobra.Command, []string) error { return a.version() },
	}
}

func (a *commands) version() error {
	_, err := fmt.Fprintln(a.sys.Stdout, a.sys.Version)
	return err
}
