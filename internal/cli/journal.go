package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// listedChanges is how many changes are listed: more than anybody reads, and all of a
// usual quarter.
const listedChanges = 500

func newJournal(a *commands) *cobra.Command {
	list := func(cmd *cobra.Command, _ []string) error { return a.journalList(cmd.Context()) }
	cmd := &cobra.Command{
		Use:   "journal",
		Short: "List what was written to Tempo from this computer, or forget it",
		Long: `What tools write is noted on this computer for 90 days, with the worklogs before and after, so that undoChange can
take it back. "journal list", which is meant when neither is named, lists the changes without what the worklogs say;
"journal clear" forgets them all, and plans too. TEMPO_MCP_JOURNAL=off keeps none.`,
		Example: `  tempo-mcp-server --demo journal
  tempo-mcp-server journal list
  tempo-mcp-server journal clear`,
		Args: noArguments,
		RunE: list,
	}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Short: "List the changes, newest first", Example: `  tempo-mcp-server journal list`, Args: noArguments, RunE: list,
	}, &cobra.Command{
		Use: "clear", Short: "Forget all changes and plans", Example: `  tempo-mcp-server journal clear`, Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.journalClear(cmd.Context()) },
	})
	return cmd
}

// withState runs a command on the state of this computer. A file that is not there is
// not made.
func (a *commands) withState(ctx context.Context, do func(file string, s *state.Store) error) error {
	s, err := a.load()
	defer s.close()
	if err != nil {
		return err
	}
	file := app.StateFile(s.config)
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return a.done("The journal is empty: nothing is kept on this computer.\n", exitOK)
	}
	lazy := app.State(s.system, s.config)
	defer func() { _ = lazy.Close() }() // every change is on the disk already
	store, err := lazy.Store(ctx)
	if err != nil {
		return unkept(file, err)
	}
	return do(file, store)
}

// unkept says what is wrong with the state.
func unkept(file string, err error) error {
	f := &failure{text: file + ": " + say.Unkept(err), code: exitFailure}
	if errors.Is(err, state.ErrBusy) {
		f.hint = "end the clients that use it, then try again"
	}
	return f
}

func (a *commands) journalList(ctx context.Context) error {
	return a.withState(ctx, func(file string, store *state.Store) error {
		list, err := store.LatestOfAll(ctx, listedChanges)
		if err != nil {
			return unkept(file, err)
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(a.sys.Stdout, "The journal is empty.")
			return err
		}
		var b strings.Builder
		for _, c := range list {
			fmt.Fprintf(&b, "%s  %s  %s: %s, %s\n", c.At.In(a.sys.Local).Format("2006-01-02 15:04"), c.ID, c.Tool, say.Made(c), say.Standing(c))
		}
		_, err = fmt.Fprint(a.sys.Stdout, b.String())
		return err
	})
}

func (a *commands) journalClear(ctx context.Context) error {
	return a.withState(ctx, func(file string, store *state.Store) error {
		if err := store.ClearAll(ctx); err != nil {
			f := unkept(file, err)
			if errors.Is(err, state.ErrBusy) {
				return &failure{text: file + ": what was noted may still be in the file, because other processes have it open", hint: "end the clients that use it, then try again", code: exitFailure}
			}
			return f
		}
		return a.done("Forgotten: all changes and plans in "+file+". What was written to Tempo stays, and can no longer be undone by undoChange.\n", exitOK)
	})
}
