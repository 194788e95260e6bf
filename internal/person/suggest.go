package person

import (
	"context"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
)

// longestBegun is more than anybody types of a key or a summary.
const longestBegun = 255

// SuggestIssues returns the issues that fit what the person has begun to type of a key
// or a summary.
func (p *Person) SuggestIssues(ctx context.Context, begun string) ([]jira.Issue, error) {
	if len(begun) > longestBegun {
		return nil, nil
	}
	if _, err := p.Me(ctx); err != nil { // which proves the credential: to strangers Jira suggests what is public
		return nil, err
	}
	return p.Jira.SuggestIssues(ctx, strings.TrimSpace(begun))
}
