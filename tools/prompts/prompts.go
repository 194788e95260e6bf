// Package prompts are pieces of work that a person starts by name: texts for a
// model that name the tools to call and what to ask the person. They are the same
// for everyone, and need nobody to be signed in.
package prompts

import (
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// The sentences that several prompts share.
const (
	neverGuess = "Never guess issues or times, and never log the time that you or another program ran: log only what I name."
	askFirst   = "Show me the list with its total, and wait for my yes before you write anything."
	tellAfter  = "Then tell me entry by entry what was created and what failed, with the reasons. Send again only what failed, and when an outcome is unknown, look with retrieveWorklogs first."
)

// steps numbers what is to be done, leaving out what is empty.
func steps(list ...string) string {
	var b strings.Builder
	n := 0
	for _, step := range list {
		if step == "" {
			continue
		}
		n++
		fmt.Fprintf(&b, "\n%d. %s", n, step)
	}
	return b.String()
}

// dayWord checks a date or a word for one; which day it is, only the person's
// time zone tells.
func dayWord(name, text, otherwise string) (string, error) {
	if text = strings.ToLower(strings.TrimSpace(text)); text == "" {
		return otherwise, nil
	}
	if _, err := kit.AnyCalendar().Day(text); err != nil {
		return "", kit.About(name, err)
	}
	return text, nil
}

// issueWord checks an issue key.
func issueWord(key string) (string, error) {
	key = strings.ToUpper(strings.TrimSpace(key))
	if key != "" && !jira.ValidKey(key) {
		return "", say.Problem("issueKey %q is not a Jira issue key such as ABC-123.", key)
	}
	return key, nil
}

// quoteText sets a text of the person apart from what is asked.
func quoteText(s string) string {
	return "\n\n> " + strings.ReplaceAll(strings.TrimSpace(say.Text(s)), "\n", "\n> ") + "\n"
}
