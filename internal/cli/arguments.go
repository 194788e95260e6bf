package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// given are the arguments of a tool as a command line has them.
type given struct {
	pairs  map[string]string
	from   string // where the JSON comes from, in words; "" when there is none
	object map[string]json.RawMessage
}

// arguments makes a JSON object of what stands behind the tool's name: key=value
// pairs, JSON itself, and JSON in a file or from standard input. The tools take
// numbers and arrays as text.
func (a *commands) arguments(ctx context.Context, tool kit.Tool, args []string) (json.RawMessage, error) {
	all := given{pairs: make(map[string]string, len(args))}
	for _, arg := range args {
		text, from, err := a.jsonOf(ctx, arg)
		switch {
		case err != nil:
			return nil, err
		case from == "":
			err = all.addPair(tool, arg)
		case all.from != "":
			err = wrongUsage("put all of it into one", "the arguments come as JSON twice: %s and %s", all.from, from)
		default:
			err = all.addJSON(tool, text, from)
		}
		if err != nil {
			return nil, err
		}
	}
	return all.joined()
}

// jsonOf returns the JSON that an argument is or names, and where it comes from;
// that is "" for a key=value pair.
func (a *commands) jsonOf(ctx context.Context, arg string) (text []byte, from string, err error) {
	file, named := strings.CutPrefix(arg, "@")
	switch {
	case arg == "-", named && file == "-":
		text, err = a.fromStdin(ctx)
		return text, "standard input", err
	case named:
		text, err = os.ReadFile(file) //nolint:gosec // the user names the file
		if err != nil {
			return nil, "", wrongUsage("@FILE is a file that holds the arguments as JSON", "%s", err)
		}
		return []byte(config.Decoded(text)), file, nil
	case strings.HasPrefix(strings.TrimSpace(arg), "{"), strings.HasPrefix(strings.TrimSpace(arg), "["):
		return []byte(arg), "the argument", nil
	default:
		return nil, "", nil
	}
}

// fromStdin reads standard input to its end, unless a signal comes first.
func (a *commands) fromStdin(ctx context.Context) ([]byte, error) {
	if isTerminal(a.sys.Stdin) {
		fmt.Fprintf(a.sys.Stderr, "%s: waiting for the arguments as JSON on standard input, which Ctrl-D ends (Ctrl-Z and Enter on Windows)\n", say.Program)
	}
	text, ended, err := orSignal(ctx, func() ([]byte, error) { return io.ReadAll(a.sys.Stdin) })
	switch {
	case ended:
		return nil, endedEarly("before the arguments had been read; nothing was asked or written")
	case err != nil:
		return nil, fmt.Errorf("read standard input: %w", err)
	default:
		return []byte(config.Decoded(text)), nil
	}
}

func (g *given) addPair(tool kit.Tool, arg string) error {
	hint := fmt.Sprintf("%s tools %s lists the arguments", say.Program, tool.Name)
	key, value, ok := strings.Cut(arg, "=")
	if !ok || key == "" {
		return wrongUsage(hint+`; put the whole of one with spaces in double quotes: "description=Two words"`, "argument %q is not key=value", arg)
	}
	if _, twice := g.pairs[key]; twice {
		return wrongUsage(hint, "argument %s is given twice", key)
	}
	g.pairs[key] = value
	return nil
}

// addJSON takes an object of arguments, or an array for the one argument that is an
// array: the entries of a bulk.
func (g *given) addJSON(tool kit.Tool, text []byte, from string) error {
	g.from = from
	if err := json.Unmarshal(text, new(any)); err != nil {
		return notJSON(text, from, err)
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		name := listOf(tool)
		if name == "" {
			return wrongUsage(fmt.Sprintf("%s tools %s lists the arguments; give them as one object", say.Program, tool.Name), "%s is an array, and %s takes none alone", from, tool.Name)
		}
		g.object = map[string]json.RawMessage{name: text}
		return nil
	}
	if json.Unmarshal(text, &g.object) != nil || g.object == nil {
		return wrongUsage("the arguments are one JSON object: {\"name\": value, …}", "%s is not a JSON object", from)
	}
	return nil
}

func notJSON(text []byte, from string, err error) error {
	hint := "see the example in " + say.Program + " help call"
	if from == "the argument" {
		hint = "put it in single quotes, so that the shell leaves it as it is; cmd.exe and PowerShell change quotes, so put it in a file there: @FILE"
	}
	where := ""
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && from != "the argument" {
		where = fmt.Sprintf(", line %d", 1+bytes.Count(text[:syntax.Offset], []byte("\n")))
	}
	return wrongUsage(hint, "%s is not a JSON object%s: %s", from, where, err)
}

// listOf is the name of the tool's only argument that is needed, if that is an
// array.
func listOf(tool kit.Tool) string {
	needed := slices.DeleteFunc(tool.Arguments(), func(a kit.Argument) bool { return !a.Required })
	if len(needed) != 1 || needed[0].Type != "array" {
		return ""
	}
	return needed[0].Name
}

// joined returns all arguments as one object.
func (g *given) joined() (json.RawMessage, error) {
	object := maps.Clone(g.object)
	if object == nil {
		object = map[string]json.RawMessage{}
	}
	for key, value := range g.pairs {
		if _, twice := object[key]; twice {
			return nil, wrongUsage("leave it out of one of them", "argument %s is given twice: as %s=… and in %s", key, key, g.from)
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		object[key] = text
	}
	return json.Marshal(object)
}
