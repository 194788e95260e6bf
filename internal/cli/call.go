package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func newCall(a *commands) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "call TOOL [key=value ...]",
		Short: "Run one tool and print what it says",
		Long: `Run one tool with arguments given as key=value, or as one JSON object, and print its text.
"` + say.Program + ` tools TOOL" lists the arguments of a tool.`,
		Example: `  tempo-mcp-server call retrieveWorklogs period=thisWeek
  tempo-mcp-server call createWorklog issueKey=ABC-123 timeSpent="1h 30m" date=today
  tempo-mcp-server call bulkCreateWorklogs '{"worklogEntries": [{"issueKey": "ABC-1", "timeSpentHours": 2, "date": "today"}]}'`,
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
	raw, err := parseArguments(tool, args)
	if err != nil {
		return err
	}
	conn, err := s.connect()
	if err != nil {
		return notSetUp(err)
	}
	defer s.disconnect(conn)
	env := kit.Env{Resolve: conn.Person, Help: say.Terminal(), Log: s.system.Logger}
	result := tool.Call(cmd.Context(), env, raw)
	return a.print(result, asJSON)
}

// print shows a result. What a tool has done is printed even when it failed.
func (a *commands) print(result kit.Result, asJSON bool) error {
	if result.IsError && result.Structured == nil {
		return &failure{text: result.Text, code: exitFailure}
	}
	text := result.Text
	if asJSON {
		indented, err := json.MarshalIndent(result.Structured, "", "  ")
		if err != nil {
			return fmt.Errorf("write result: %w", err)
		}
		text = string(indented)
	}
	if _, err := fmt.Fprintln(a.sys.Stdout, text); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	if result.IsError {
		return &failure{text: "nothing was done; the result says why", code: exitFailure}
	}
	return nil
}

// find returns the tool of that name, unless the settings leave it out.
func find(name string, offered tools.Selection) (kit.Tool, error) {
	tool, ok := toolNamed(tools.All(), name)
	switch {
	case !ok:
		return tool, wrongUsage("there are "+toolNames(offered), "there is no tool %q", name)
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

func toolNames(offered tools.Selection) string {
	var names []string
	for _, t := range offered.Tools() {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

// parseArguments makes a JSON object of key=value pairs. The tools take numbers
// and arrays as text.
func parseArguments(tool kit.Tool, args []string) (json.RawMessage, error) {
	hint := fmt.Sprintf("%s tools %s lists the arguments", say.Program, tool.Name)
	if len(args) == 1 && strings.HasPrefix(strings.TrimSpace(args[0]), "{") {
		if !json.Valid([]byte(args[0])) {
			return nil, wrongUsage("put it in single quotes, so that the shell leaves it as it is", "the argument is not a JSON object")
		}
		return json.RawMessage(args[0]), nil
	}
	values := make(map[string]string, len(args))
	for _, arg := range args {
		key, value, ok := strings.Cut(arg, "=")
		if !ok || key == "" {
			return nil, wrongUsage(hint+"; put values with spaces in quotes", "argument %q is not key=value", arg)
		}
		if _, twice := values[key]; twice {
			return nil, wrongUsage(hint, "argument %s is given twice", key)
		}
		values[key] = value
	}
	return json.Marshal(values)
}
