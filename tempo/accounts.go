package tempo

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Account is what time is billed to. Worklogs name it by its key, Jira issues
// by its id. See https://apidocs.tempo.io/#tag/Accounts.
type Account struct {
	ID     int64  `json:"id"`
	Key    string `json:"key"`
	Name   string `json:"name"`
	Status string `json:"status"` // OPEN, CLOSED

	Customer *Customer `json:"customer"` // nil when it has none
}

// Customer is whom the time on an account is for.
type Customer struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Account reads an account by its id. It needs the scope Accounts.
func (c *Client) Account(ctx context.Context, id int64) (Account, error) {
	var a Account
	if err := c.api.Get(ctx, rest.Path("accounts", strconv.FormatInt(id, 10)), nil, &a); err != nil {
		return Account{}, fmt.Errorf("read account %d: %w", id, err)
	}
	return a.named(), nil
}

// Accounts lists the open and closed accounts. It needs the scope Accounts.
func (c *Client) Accounts(ctx context.Context) iter.Seq2[Account, error] {
	return func(yield func(Account, error) bool) {
		for a, err := range all(ctx, c, rest.Path("accounts"), nil, func(a Account) int64 { return a.ID }) {
			if !yield(a.named(), err) {
				return
			}
		}
	}
}

// named is the account with a name that can be shown. Its key stays as it is, because
// worklogs hold it.
func (a Account) named() Account {
	a.Name = rest.Line(a.Name)
	return a
}
