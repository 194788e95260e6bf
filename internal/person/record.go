package person

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

// Record is where things are written down that outlive a call: plans, and the journal
// of changes. The zero value keeps nothing.
type Record struct {
	State   *state.Lazy // nil: nothing is kept
	Journal bool        // changes are written down, so that they can be undone
	Site    string      // address of the Jira site, which is a part of who the owner is
}

// Owner names the person in the state, without telling who it is: the site and the
// account id, hashed. It is the same for every sign-in of one person.
func (p *Person) Owner(ctx context.Context) (string, error) {
	me, err := p.Me(ctx)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(p.Record.Site + "\n" + me.AccountID))
	return hex.EncodeToString(sum[:16]), nil
}
