package cli_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/cli"
)

// TestExamplesWork runs an example of every command as somebody does who has no
// account yet.
func TestExamplesWork(t *testing.T) {
	t.Parallel()
	root := cli.Commands()
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		if cmd.Hidden {
			continue
		}
		t.Run(cmd.Name(), func(t *testing.T) {
			t.Parallel()
			tried := 0
			for line := range strings.Lines(cmd.Example) {
				line, _, _ = strings.Cut(strings.TrimSpace(line), " >")
				args := strings.Fields(line)
				needsNobody := slices.Contains([]string{"tools", "version", "completion"}, cmd.Name()) && strings.HasPrefix(line, "tempo-mcp-server")
				if len(args) == 0 || strings.ContainsAny(line, `"'|`) || !needsNobody && !slices.Contains(args, "--demo") {
					continue
				}
				tried++
				run := exec.Command("tempo-mcp-server", args[1:]...)
				run.Env = append(run.Environ(), "GORACE=atexit_sleep_ms=0")
				if out, err := run.CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", line, err, out)
				}
			}
			if tried == 0 {
				t.Error("there is no example to try with --demo")
			}
		})
	}
}
