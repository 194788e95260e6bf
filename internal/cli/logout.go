package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func newLogout(a *commands) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "logout [SITE]",
		Short: "Forget the sign-in to a site",
		Long: `Forget the sign-in to a site, that of JIRA_BASE_URL if none is named. Atlassian still lists the app among those that
you have allowed; take it back at https://id.atlassian.com/manage-profile/apps.`,
		Example: `  tempo-mcp-server --demo logout
  tempo-mcp-server logout
  tempo-mcp-server logout https://your-site.atlassian.net
  tempo-mcp-server logout --all`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return wrongUsage(say.Program+" logout --all forgets all", "logout takes one site, but got %q as well", args[1])
			}
			return nil
		},
		ValidArgsFunction: a.completeSites,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.logout(cmd.Context(), args, all) },
	}
	cmd.Flags().BoolVar(&all, "all", false, "forget the sign-ins to all sites")
	return cmd
}

func (a *commands) logout(ctx context.Context, sites []string, all bool) error {
	if all && len(sites) > 0 {
		return wrongUsage("name a site, or give --all", "%s and --all exclude each other", sites[0])
	}
	s, err := a.load()
	defer s.close()
	if err != nil {
		return err
	}
	if s.demo {
		return a.sayDemo("Nobody was signed in.")
	}
	store, err := s.signIns()
	if err != nil {
		return err
	}
	switch {
	case all:
		if sites, err = store.Sites(ctx); err != nil {
			return inWords(err)
		}
	case len(sites) == 0 && s.config.JiraBaseURL == "":
		return wrongUsage("tempo-mcp-server logout https://your-site.atlassian.net, or set JIRA_BASE_URL", "no site is named")
	case len(sites) == 0:
		sites = []string{s.config.JiraBaseURL}
	}
	if len(sites) == 0 {
		return a.done("Nobody was signed in.\n", exitOK)
	}
	return a.forget(ctx, store, sites)
}

// forget signs out of sites, and says of each what became of it.
func (a *commands) forget(ctx context.Context, store *tokenfile.File, sites []string) error {
	var said strings.Builder
	for i, site := range sites {
		switch err := store.Delete(ctx, site); {
		case err == nil:
			fmt.Fprintf(&said, "Signed out of %s.\n", site)
		case errors.Is(err, auth.ErrSignInNeeded):
			fmt.Fprintf(&said, "Nobody was signed in to %s.\n", site)
		case i == 0:
			return inWords(err)
		default:
			f := &failure{text: inWords(err).Error(), hint: "the sign-ins to the other sites are still kept", code: exitPart}
			if err := a.done(said.String(), exitPart); err != nil {
				f.also = said.String()
			}
			return f
		}
	}
	return a.done(said.String(), exitOK)
}

// signIns is where sign-ins are kept.
func (s *setup) signIns() (*tokenfile.File, error) {
	if s.config.Dir == "" {
		return nil, &failure{
			text: "there is no home folder to keep sign-ins in, because HOME is not set",
			hint: "set HOME, or TEMPO_MCP_CONFIG_DIR to a folder for sign-ins", code: exitUsage,
		}
	}
	return tokenfile.New(s.config.Dir, s.system.Logger, s.system.Now)
}

// completeSites completes the sites that somebody is signed in to.
func (a *commands) completeSites(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	s, _ := a.load() // a file of settings that cannot be read is for the command itself to tell
	defer s.close()
	if len(args) > 0 || s.demo || s.config.Dir == "" {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	store, err := s.signIns()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	sites, _ := store.Sites(cmd.Context())
	return sites, cobra.ShellCompDirectiveNoFileComp
}
