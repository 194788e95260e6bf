package cli

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func newCall(a *commands) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "call TOOL [key=value ...] [@FILE]",
		Short: "Run one tool and print what it says",
		Long: `Run one tool and print its text. "` + say.Program + ` tools TOOL" lists its arguments.

Arguments are key=value; put the whole of one with spaces in double quotes, which every shell understands,
cmd.exe and PowerShell too. They may also come as JSON, as an object or as the array of a bulk: in single
quotes (not in cmd.exe), in a file (@week.json), or from standard input (-). week.json for a bulk:

  [{"issueKey": "ATLAS-14", "timeSpent": "1h 30m", "date": "monday"},
   {"issueKey": "OPS-5", "timeSpent": "9:00-11:30", "date": "yesterday", "description": "On call"}]

Exit codes: 0 all was done, 1 nothing was, 2 the arguments or the settings are wrong, 3 a part was done.`,
		Example: `  tempo-mcp-server --demo call retrieveWorklogs period=lastWeek
  tempo-mcp-server --demo call createWorklog issueKey=ATLAS-14 "timeSpent=1h 30m" date=today
  tempo-mcp-server call bulkCreateWorklogs @week.json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return wrongUsage(say.Program+" tools lists them; for example: "+say.Program+" call retrieveWorklogs period=thisWeek", "call needs the name of a tool")
			}
			return nil
		},
		ValidArgsFunction: a.completeCall,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.call(cmd, args[0], args[1:], asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the structured result")
	return cmd
}

func (a *commands) call(cmd *cobra.Command, name string, args []string, asJSON bool) error {
	s, err := a.load()
	defer s.close()
	if err != nil {
		return err
	}
	tool, err := find(name, s.selection())
	if err != nil {
		return err
	}
	raw, err := a.arguments(cmd.Context(), tool, args)
	if err != nil {
		return err
	}
	conn, err := s.connect()
	if err != nil {
		return notSetUp(err)
	}
	defer s.disconnect(conn)
	ctx, stop := a.watchWrites(cmd.Context())
	defer stop()
	return a.print(tool, tool.Call(ctx, conn.Terminal(), raw), asJSON)
}

// watchWrites has a signal that comes in the middle of a write say why the program does
// not end yet.
func (a *commands) watchWrites(ctx context.Context) (watched context.Context, stop func() bool) {
	var writing atomic.Bool
	stop = context.AfterFunc(ctx, func() {
		if writing.Load() {
			fmt.Fprintf(a.sys.Stderr, "%s: waiting for the answer to a write that was sent\n", say.Program)
		}
	})
	return stdio.OnWriting(ctx, func() { writing.Store(true) }), stop
}

// find returns the tool of that name, unless the settings leave it out.
func find(name string, offered tools.Selection) (kit.Tool, error) {
	tool, ok := toolNamed(tools.All(), name)
	switch {
	case !ok:
		return tool, noTool(name, offered)
	case tool.Name != name:
		return tool, wrongUsage("did you mean "+tool.Name+"?", "there is no tool %q", name)
	case offered.ReadOnly && tool.Effect != kit.Reads:
		return tool, &failure{
			text: fmt.Sprintf("%s changes worklogs, which TEMPO_MCP_READ_ONLY forbids", name),
			hint: "set TEMPO_MCP_READ_ONLY to false, or leave it out, to allow it",
			code: exitFailure,
		}
	default:
		return tool, nil
	}
}

// noTool says that there is no tool of a name, and which was meant.
func noTool(name string, offered tools.Selection) error {
	names := toolNames(offered.Tools())
	hint := "there are " + strings.Join(names, ", ")
	if near := kit.Closest(name, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return wrongUsage(hint, "there is no tool %q", name)
}

func toolNames(list []kit.Tool) []string {
	var names []string
	for _, t := range list {
		names = append(names, t.Name)
	}
	return names
}
