package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// shells lists those that can complete, in the order in which help names them.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes command lines",
		Long: `Print a script that makes bash, zsh, fish or powershell complete commands, tools and
the arguments of tools. Packages install it; bash needs the package bash-completion.`,
		Example: `  source <(tempo-mcp-server completion bash)
  tempo-mcp-server completion zsh > "${fpath[1]}/_tempo-mcp-server"
  tempo-mcp-server completion fish > ~/.config/fish/completions/tempo-mcp-server.fish
  tempo-mcp-server completion powershell | Out-String | Invoke-Expression`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(shells, args[0]) {
				return wrongUsage("for example: "+say.Program+" completion bash", "completion needs the name of a shell: %s", strings.Join(shells, ", "))
			}
			return nil
		},
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			return WriteCompletion(cmd.OutOrStdout(), cmd.Root(), args[0])
		},
	}
}

// WriteCompletion writes the script that makes a shell complete command lines of
// root.
func WriteCompletion(w io.Writer, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(w, true)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return root.GenFishCompletion(w, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	default:
		return fmt.Errorf("no completion for the shell %q", shell)
	}
}

// completeFiles lets a flag be completed with names of files.
func completeFiles(cmd *cobra.Command, flag string) {
	files := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, files); err != nil {
		panic(fmt.Sprintf("cli: %v", err)) // there is no such flag
	}
}

// completeTool completes the name of a tool, and nothing behind it.
func (a *commands) completeTool(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	s, _ := a.load() // a file of settings that cannot be read is for the command itself to tell
	defer s.close()
	var list []string
	for _, t := range s.selection().Tools() {
		list = append(list, cobra.CompletionWithDesc(t.Name, t.Title))
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// completeCall completes the name of a tool and then its arguments: their names,
// and behind the = the values where there are only some.
func (a *commands) completeCall(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return a.completeTool(cmd, args, toComplete)
	}
	tool, ok := toolNamed(tools.All(), args[0])
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	if file, isFile := strings.CutPrefix(toComplete, "@"); isFile {
		return filesOf(file), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	key, begun, isValue := strings.Cut(toComplete, "=")
	if isValue {
		return a.completeValue(cmd.Context(), tool, key, begun), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
	var list []string
	for _, arg := range tool.Arguments() {
		given := slices.ContainsFunc(args[1:], func(s string) bool { return strings.HasPrefix(s, arg.Name+"=") })
		if !given {
			list = append(list, cobra.CompletionWithDesc(arg.Name+"=", arg.Description))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
}

// completeValue completes the value of an argument as key=value, where there are only
// some: words, days, and issues as Jira suggests them.
func (a *commands) completeValue(ctx context.Context, tool kit.Tool, key, begun string) []string {
	arguments := tool.Arguments()
	at := slices.IndexFunc(arguments, func(arg kit.Argument) bool { return arg.Name == key })
	if at < 0 {
		return nil
	}
	if arguments[at].Complete == "issue" {
		return a.suggestIssues(ctx, key, begun)
	}
	list := arguments[at].Words()
	for i := range list {
		list[i] = key + "=" + list[i]
	}
	return list
}

// suggestLimit is how long somebody who has pressed Tab waits for Jira.
const suggestLimit = 2 * time.Second

// suggestIssues asks Jira for issues. What cannot be had is nothing, without a word:
// nobody reads what is said during a completion.
func (a *commands) suggestIssues(ctx context.Context, key, begun string) []string {
	ctx, cancel := context.WithTimeout(ctx, suggestLimit)
	defer cancel()
	s, _ := a.load()
	defer s.close()
	s.system.Logger = slog.New(slog.DiscardHandler)
	conn, err := s.connect()
	if err != nil {
		return nil
	}
	defer s.disconnect(conn)
	p, err := conn.Person(ctx)
	if err != nil {
		return nil
	}
	found, err := p.SuggestIssues(ctx, begun)
	if err != nil {
		return nil
	}
	var list []string
	for _, issue := range found {
		list = append(list, cobra.CompletionWithDesc(key+"="+issue.Key, issue.Summary))
	}
	return list
}

// filesOf lists the JSON files and the folders whose names begin so, for @FILE.
func filesOf(begun string) []string {
	var list []string
	names, _ := filepath.Glob(globLiteral(begun) + "*") // a pattern that is none finds nothing
	for _, name := range names {
		info, err := os.Stat(name)
		switch {
		case err != nil:
		case info.IsDir():
			list = append(list, "@"+name+string(filepath.Separator))
		case strings.EqualFold(filepath.Ext(name), ".json"):
			list = append(list, "@"+name)
		}
	}
	return list
}

// globLiteral keeps what is special in a pattern from being so.
func globLiteral(name string) string {
	if filepath.Separator == '\\' {
		return name // there is no escaping there
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}
