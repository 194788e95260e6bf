package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth/browser"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func newLogin(a *commands) *cobra.Command {
	var noBrowser bool
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to Jira in the browser (JIRA_AUTH_TYPE=oauth)",
		Long: `Sign in to Jira in the browser, once: the sign-in is kept and renewed for as long as Atlassian allows.
It needs an OAuth 2.0 app of your own, see docs/authentication.md.`,
		Example: `  tempo-mcp-server --demo login
  tempo-mcp-server login
  tempo-mcp-server login --no-browser`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.login(cmd.Context(), !noBrowser) },
	}
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "print the address instead of opening it")
	return cmd
}

func (a *commands) login(ctx context.Context, withBrowser bool) error {
	s, err := a.load()
	defer s.close()
	if err != nil {
		return err
	}
	if s.demo {
		return a.sayDemo("There is nothing to sign in to.")
	}
	if err := s.canSignIn(); err != nil {
		return err
	}
	conn, err := app.Connect(s.system, s.config)
	if err != nil {
		return notSetUp(err)
	}
	defer s.disconnect(conn)
	signIn, err := conn.OAuth.Begin(ctx)
	if err != nil {
		return inWords(err)
	}
	a.show(ctx, signIn.URL(), withBrowser)
	if err := signIn.Wait(ctx); err != nil {
		if ctx.Err() != nil {
			return endedEarly("before the sign-in was complete; nobody was signed in")
		}
		return inWords(err)
	}
	me, err := conn.Unbound.Jira.Myself(ctx)
	if err != nil {
		return signedInButUnknown(s.config.JiraBaseURL, err)
	}
	return a.done(fmt.Sprintf("Signed in to %s as %s.\n", s.config.JiraBaseURL, me.DisplayName), exitOK)
}

// signedInButUnknown is for a sign-in that is kept, though Jira does not tell whose it is.
func signedInButUnknown(site string, err error) error {
	return &failure{
		text: fmt.Sprintf("signed in to %s, but Jira does not say as whom: %s", site, say.Terminal().Explain(err)),
		hint: say.Program + " status asks again", code: exitPart,
	}
}

// show opens the address of the sign-in, or prints it where there is no browser.
func (a *commands) show(ctx context.Context, address string, withBrowser bool) {
	if withBrowser && browser.Open(ctx, address) == nil {
		fmt.Fprintf(a.sys.Stderr, "%s: your browser opens Atlassian's page; accept there within five minutes. If it does not:\n%s\n", say.Program, address)
		return
	}
	fmt.Fprintf(a.sys.Stderr, "%s: open this address in a browser on this computer, and accept within five minutes:\n%s\n", say.Program, address)
}

// canSignIn says what stands in the way of a sign-in in the browser. Settings of
// Tempo do not.
func (s *setup) canSignIn() error {
	if s.config.JiraAuthType != config.AuthOAuth {
		return &failure{
			text: "there is nothing to sign in to: JIRA_AUTH_TYPE is " + s.config.JiraAuthType,
			hint: "API tokens need no sign-in; for the browser, set JIRA_AUTH_TYPE=oauth, see docs/authentication.md", code: exitUsage,
		}
	}
	wrong, ok := errors.AsType[*config.Error](s.err)
	if !ok {
		return s.err
	}
	needed := &config.Error{Problems: slices.DeleteFunc(slices.Clone(wrong.Problems), func(p config.Problem) bool {
		return strings.HasPrefix(p.Variable, "TEMPO_API") || p.Variable == "TEMPO_BASE_URL"
	})}
	if len(needed.Problems) == 0 {
		return nil
	}
	return notSetUp(needed)
}

// inWords is an error of the sign-in as a person can read it.
func inWords(err error) error {
	if words := say.Terminal().SignInWords(err); words != "" {
		return &failure{text: words, code: exitFailure}
	}
	return err
}
