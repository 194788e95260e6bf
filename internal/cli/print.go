package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// failure is an error with a hint and an exit code of its own.
type failure struct {
	text, hint string
	also       string // lines that were for standard output, which cannot be written
	code       int
}

// Error is what went wrong.
func (f *failure) Error() string { return f.text }

// wrongUsage is the failure of a command line that cannot be understood.
func wrongUsage(hint, format string, args ...any) *failure {
	return &failure{text: fmt.Sprintf(format, args...), hint: hint, code: exitUsage}
}

// report writes an error for a person and returns the exit code.
func report(w io.Writer, err error) int {
	f := &failure{text: err.Error(), code: exitFailure}
	if path, ok := errors.AsType[*fs.PathError](err); ok && path.Op == "write" {
		f.text = unwritable(err)
	}
	_ = errors.As(err, &f) // errors of other kinds have no hint
	for line := range strings.Lines(f.text) {
		fmt.Fprintf(w, "%s: error: %s\n", say.Program, strings.TrimRight(line, "\n"))
	}
	if f.also != "" {
		fmt.Fprintln(w, strings.TrimRight(f.also, "\n"))
	}
	if f.hint != "" {
		fmt.Fprintf(w, "%s: hint: %s\n", say.Program, f.hint)
	}
	return f.code
}

// done writes what was done. Where standard output cannot be written, standard
// error says it, and the exit code stays that of what was done.
func (a *commands) done(text string, code int) error {
	if _, err := io.WriteString(a.sys.Stdout, text); err != nil {
		return &failure{text: unwritable(err) + ". What was done all the same:", also: text, code: code}
	}
	return nil
}

// unwritable says that standard output cannot be written, and why.
func unwritable(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Sprintf("standard output cannot be written (%v)", err)
}

// print shows a result. What a tool has done is printed even when it failed.
func (a *commands) print(tool kit.Tool, result kit.Result, asJSON bool) error {
	verdict := outcome(tool, result)
	if result.IsError && result.Structured == nil {
		verdict.text = result.Text
		return verdict
	}
	text := result.Text
	if asJSON {
		indented, err := json.MarshalIndent(result.Structured, "", "  ")
		if err != nil {
			return fmt.Errorf("write result: %w", err)
		}
		text = string(indented)
	}
	if tool.Effect != kit.Reads {
		if err := a.done(text+"\n", verdict.code); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintln(a.sys.Stdout, text); err != nil {
		return &failure{text: unwritable(err) + "; nothing was changed", code: exitFailure}
	}
	if verdict.code == exitOK {
		return nil
	}
	return verdict
}

// outcome is how a call ended. With exit code 0 it is no failure.
func outcome(tool kit.Tool, result kit.Result) *failure {
	switch {
	case result.Mistaken:
		return &failure{hint: fmt.Sprintf("%s tools %s lists the arguments", say.Program, tool.Name), code: exitUsage}
	case result.IsError:
		return &failure{text: "nothing was done; the result says why", code: exitFailure}
	case result.Partly:
		return &failure{text: "a part was not done; the result says which, and why", code: exitPart}
	default:
		return &failure{}
	}
}
