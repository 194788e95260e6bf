package cli

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// printHelp shows how a command is used, by example first.
func printHelp(cmd *cobra.Command, _ []string) {
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "Usage: %s\n", cmd.UseLine())
	if cmd.HasExample() {
		fmt.Fprintf(w, "\n%s\n", cmd.Example)
	}
	text := cmd.Long
	if text == "" {
		text = cmd.Short + "."
	}
	fmt.Fprintf(w, "\n%s\n", text)
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintln(w, "\nCommands:")
		table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				fmt.Fprintf(table, "  %s\t%s\n", c.Use, c.Short)
			}
		}
		_ = table.Flush() // as with Fprintf, there is nobody to tell
	}
	cmd.InitDefaultHelpFlag()
	_ = cmd.InheritedFlags() // brings them into Flags
	fmt.Fprintf(w, "\nFlags:\n%s", cmd.Flags().FlagUsages())
	if !cmd.HasParent() {
		fmt.Fprintf(w, "\nSettings come from the environment. %s doctor says what is missing.\n", say.Program)
	}
}

// newHelp is the command help, which fails when there is nothing to help with.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Short:  "Show how a command is used",
		Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownCommand(about, rest[0])
			}
			printHelp(about, nil)
			return nil
		},
	}
}

// knownCommand is for the command without a name: what stands in its place is
// unknown.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	return nil
}

// unknownCommand is for a name that stands where a command of parent should.
func unknownCommand(parent *cobra.Command, name string) error {
	path, atRoot := parent.CommandPath(), !parent.HasParent()
	tool, isTool := toolNamed(tools.All(), name)
	near, nearTool := nearCommands(parent, name), kit.Closest(name, toolNames(tools.All()))
	hint := path + " --help shows how it is used"
	switch {
	case atRoot && isTool:
		hint = fmt.Sprintf("it is a tool: %s call %s", path, tool.Name)
	case len(near) > 0:
		hint = fmt.Sprintf("did you mean %s %s?", path, strings.Join(near, " or "))
	case atRoot && nearTool != "":
		hint = fmt.Sprintf("did you mean the tool %s? %s call %s", nearTool, path, nearTool)
	case parent.HasAvailableSubCommands():
		hint = path + " --help lists the commands"
	}
	return wrongUsage(hint, "there is no command %q", strings.TrimPrefix(path+" "+name, say.Program+" "))
}

// nearCommands lists the commands that a name may stand for: one that is written
// nearly so, or else those that it begins.
func nearCommands(parent *cobra.Command, name string) []string {
	var names, begun []string
	for _, c := range parent.Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		names = append(names, c.Name())
		if strings.HasPrefix(c.Name(), strings.ToLower(name)) {
			begun = append(begun, c.Name())
		}
	}
	if near := kit.Closest(name, names); near != "" {
		return []string{near}
	}
	return begun
}

// toolNamed finds a tool whose name may be written in any case.
func toolNamed(list []kit.Tool, name string) (kit.Tool, bool) {
	at := slices.IndexFunc(list, func(t kit.Tool) bool { return strings.EqualFold(t.Name, name) })
	if at < 0 {
		return kit.Tool{}, false
	}
	return list[at], true
}

// noArguments is for commands that take none: where there are commands below one, what
// stands there is meant for one of these.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 && cmd.HasAvailableSubCommands() {
		return unknownCommand(cmd, args[0])
	}
	if len(args) > 0 {
		return wrongUsage(cmd.CommandPath()+" --help shows how it is used", "%s takes no arguments, but got %q", cmd.Name(), args[0])
	}
	return nil
}
