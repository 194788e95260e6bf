package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func newTools(a *commands) *cobra.Command {
	return &cobra.Command{
		Use:   "tools [TOOL]",
		Short: "List the tools, or the arguments of one",
		Example: `  tempo-mcp-server tools
  tempo-mcp-server tools createWorklog`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return wrongUsage(say.Program+" tools lists all", "tools takes one name, but got %q as well", args[1])
			}
			return nil
		},
		ValidArgsFunction: a.completeTool,
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := a.load()
			defer s.close()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return listTools(a.sys.Stdout, s.selection())
			}
			tool, err := find(args[0], tools.Selection{})
			if err != nil {
				return err
			}
			return listArguments(a.sys.Stdout, tool)
		},
	}
}

func listTools(out io.Writer, offered tools.Selection) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, t := range offered.Tools() {
		fmt.Fprintf(w, "%s\t%s\n", t.Name, t.Description)
	}
	return w.Flush()
}

func listArguments(out io.Writer, t kit.Tool) error {
	fmt.Fprintf(out, "%s: %s\n\n", t.Name, t.Description)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, a := range t.Arguments() {
		needed := ""
		if a.Required {
			needed = "needed"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Name, a.Type, needed, a.Description)
	}
	return w.Flush()
}
