package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/doctor"
)

func newDoctor(a *commands) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check the settings, the connections and the tokens' scopes",
		Long: `Check the settings, the connections and the tokens' scopes, one line a check.
It writes nothing, and ends with exit code 1 when something is wrong, and with 2 when
settings are missing or wrong.`,
		Example: `  tempo-mcp-server --demo doctor
  tempo-mcp-server doctor
  tempo-mcp-server --env-file .env doctor`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context()) },
	}
}

func (a *commands) doctor(ctx context.Context) error {
	s, err := a.load()
	defer s.close()
	if err != nil {
		return err
	}
	checks, ended, err := orSignal(ctx, func() ([]doctor.Check, error) {
		return app.Examine(ctx, s.system, s.config, s.err), nil
	})
	switch {
	case ended:
		return endedEarly("before everything was checked")
	case err != nil:
		return err
	}
	if s.demo {
		checks[0].Detail = "those of the demo's example site; your own were not looked at"
	}
	if s.logErr != nil {
		checks = append(checks, doctor.Check{
			Name: "TEMPO_MCP_LOG_FILE", State: doctor.Warning,
			Detail: "logs go to standard error instead: " + s.logErr.Error(),
		})
	}
	if err := printChecks(a.sys.Stdout, checks); err != nil {
		return &failure{text: unwritable(err), code: exitFailure}
	}
	return verdict(s.err, checks)
}

// printChecks writes one line a check. What several checks say alike is said
// once.
func printChecks(out io.Writer, checks []doctor.Check) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, c := range checks {
		fmt.Fprintf(w, "%s\t%s\t%s\n", c.State, c.Name, shortened(c.Detail, checks[:i]))
	}
	return w.Flush()
}

// shortened refers to the earlier check that says the same, or that says what
// the detail ends with.
func shortened(detail string, earlier []doctor.Check) string {
	for _, c := range earlier {
		if begin, ok := strings.CutSuffix(detail, c.Detail); ok && c.Detail != "" {
			return begin + "See above, at " + c.Name + "."
		}
	}
	return detail
}

// verdict is an error when a check has failed.
func verdict(settings error, checks []doctor.Check) error {
	wrong := 0
	for _, c := range checks {
		if c.State == doctor.Error {
			wrong++
		}
	}
	switch {
	case wrong == 0:
		return nil
	case settings != nil:
		return &failure{
			text: "settings are missing or wrong, so not everything could be checked", code: exitUsage,
			hint: "set them in the environment, or in a file for --env-file, as .env.example shows it",
		}
	default:
		return &failure{text: fmt.Sprintf("%d of %d checks failed", wrong, len(checks)), hint: "the lines that begin with error say what to do", code: exitFailure}
	}
}
