package cli

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/app"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func newStatus(a *commands) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Show who is signed in to Jira, where, and until when",
		Long: `Show each site with who is signed in, the scopes, until when, and which way requests go: to the site,
through the gateway, or by OAuth. Never a token. Ends with exit code 1 when nobody is signed in to the site of JIRA_BASE_URL.`,
		Example: `  tempo-mcp-server --demo status
  tempo-mcp-server status`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context()) },
	}
}

func (a *commands) status(ctx context.Context) error {
	s, err := a.load()
	defer s.close()
	if err != nil {
		return err
	}
	if s.demo {
		return a.sayDemo(s.config.JiraBaseURL + " is this demo's site.")
	}
	store, err := s.signIns()
	if err != nil {
		return err
	}
	signedIn, err := store.Sites(ctx)
	if err != nil {
		return inWords(err)
	}
	here := s.config.JiraBaseURL
	for _, site := range signedIn {
		if ctx.Err() != nil {
			return endedEarly("before " + site + " was asked")
		}
		if site == here && s.config.JiraAuthType == config.AuthOAuth {
			continue
		}
		who, scopes := s.whoAt(ctx, site)
		if err := a.tell(ctx, store, site, who, scopes); err != nil {
			return err
		}
	}
	if s.err != nil {
		return notSetUp(s.err)
	}
	return a.statusHere(ctx, s, store, slices.Contains(signedIn, here))
}

// whoAt tells who is signed in with OAuth to a site that is not the one in use, and
// with which scopes.
func (s *setup) whoAt(ctx context.Context, site string) (who string, scopes []string) {
	c := s.config
	if c.JiraClientID == "" || c.JiraClientSecret.Reveal() == "" {
		return "not in use, and nobody knows whose without the settings of OAuth", nil
	}
	c.JiraBaseURL, c.JiraAuthType = site, config.AuthOAuth
	conn, err := app.Connect(s.system, c)
	if err != nil {
		return err.Error(), nil
	}
	defer s.disconnect(conn)
	me, err := conn.Unbound.Jira.Myself(ctx)
	if err != nil {
		return say.Terminal().Explain(err), nil
	}
	return me.DisplayName + ", not in use, " + conn.Way(), s.granted(ctx, conn)
}

// granted are the scopes of the sign-in, as far as Atlassian tells them.
func (s *setup) granted(ctx context.Context, conn *app.Connection) []string {
	scopes, err := conn.OAuth.Granted(ctx)
	if err != nil {
		s.system.Logger.Warn("the scopes could not be asked for", slog.Any("error", err))
	}
	return scopes
}

// statusHere asks Jira who is signed in at the site in use.
func (a *commands) statusHere(ctx context.Context, s *setup, store *tokenfile.File, kept bool) error {
	site := s.config.JiraBaseURL
	conn, err := s.connect()
	if err != nil {
		return err
	}
	defer s.disconnect(conn)
	me, err := conn.Unbound.Jira.Myself(ctx)
	if ctx.Err() != nil {
		return endedEarly("before Jira told who is signed in at " + site)
	}
	if err != nil {
		return &failure{text: site + ": " + say.Terminal().Explain(err), hint: say.Program + " doctor checks everything", code: exitFailure}
	}
	who := me.DisplayName + ", " + conn.Way()
	if conn.OAuth != nil {
		return a.tell(ctx, store, site, who, s.granted(ctx, conn))
	}
	if kept {
		who += "; a sign-in with OAuth is kept, but JIRA_AUTH_TYPE does not use it"
	}
	_, err = fmt.Fprintf(a.sys.Stdout, "%s  %s\n", site, who)
	return err
}

// tell shows what is kept of a sign-in, without the tokens themselves.
func (a *commands) tell(ctx context.Context, store *tokenfile.File, site, who string, granted []string) error {
	token, err := store.Load(ctx, site)
	if err != nil {
		return inWords(err)
	}
	if len(granted) == 0 {
		granted = token.Scopes
	}
	scopes := "scopes not known"
	if len(granted) > 0 {
		scopes = "scopes " + strings.Join(granted, " ")
	}
	_, err = fmt.Fprintf(a.sys.Stdout, "%s  %s, %s, %s\n", site, who, scopes, a.until(token))
	return err
}

func (a *commands) until(token auth.Token) string {
	renewed := ", renewed by itself"
	if token.RefreshToken == "" {
		renewed = ", then sign in again"
	}
	if token.ExpiresAt.IsZero() {
		return "access token without a known end" + renewed
	}
	left := token.ExpiresAt.Sub(a.sys.Now())
	end := token.ExpiresAt.In(a.sys.Local).Format("2006-01-02 15:04")
	if left <= 0 {
		return "access token ended " + end + renewed
	}
	return fmt.Sprintf("access token until %s (ends %s)%s", end, say.When(left), renewed)
}
