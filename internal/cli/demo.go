package cli

import (
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// play puts the example site in the place of the services. The site lives in
// memory, and nothing of the person's own is read or changed: no files of settings,
// no tokens, no sign-ins. Of the environment counts only how the program is to
// behave, which says nothing about anybody: read-only, logging, timeouts, retries.
// A log file that is named is written, because somebody has asked for it.
func (s *setup) play(now time.Time) {
	c, _ := config.Load() // what is missing or wrong is not needed
	c.TempoToken, c.TempoBaseURL = config.NewSecret(sim.TempoToken), sim.TempoURL
	c.JiraBaseURL, c.JiraAuthType, c.JiraEmail, c.JiraToken = sim.SiteURL, config.AuthBasic, sim.Email, config.NewSecret(sim.JiraToken)
	c.JiraClientID, c.JiraClientSecret, c.JiraAccountField = "", config.NewSecret(""), sim.AccountField
	c.AtlassianAuthURL, c.AtlassianAPIURL = sim.AuthURL, sim.GatewayURL
	c.CAFile, c.Insecure, c.Dir = "", false, ""
	c.MaxConcurrency = max(c.MaxConcurrency, 1)
	s.config, s.err = c, nil
	s.system.Transport = sim.Demo(now)
}

// sayDemo answers a command about sign-ins, of which a demo has none.
func (a *commands) sayDemo(what string) error {
	return a.done(fmt.Sprintf("%s The demo's example site needs no account: there you are Ada Marlow. Your own sign-ins are neither read nor changed.\n", what), exitOK)
}
