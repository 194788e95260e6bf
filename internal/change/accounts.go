package change

import (
	"context"
	"slices"
	"sync"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// accountAttribute is the key of the work attribute that holds the account.
const accountAttribute = "_Account_"

// accountsAtOnce is how many accounts are looked up side by side.
const accountsAtOnce = 8

// account is the key of an account, or why it could not be looked up.
type account struct {
	key string
	err error
}

// lookUpAccounts looks accounts up by their ids, side by side.
func lookUpAccounts(ctx context.Context, p *person.Person, ids []int64) (map[int64]account, error) {
	found := make(map[int64]account, len(ids))
	var mu sync.Mutex
	group, within := safe.NewGroup(ctx)
	places := make(chan struct{}, accountsAtOnce)
	for _, id := range ids {
		places <- struct{}{}
		group.Go(func() error {
			defer func() { <-places }()
			a, err := p.Account(within, id)
			mu.Lock()
			defer mu.Unlock()
			found[id] = account{a.Key, err}
			return crash(err)
		})
	}
	err := group.Wait()
	return found, err
}

// accountsNeeded lists the accounts of issues whose worklogs name none.
func (a *around) accountsNeeded(changes []*Change) []int64 {
	var ids []int64
	for _, c := range creations(changes) {
		if id := a.accountNeeded(c); id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// accountNeeded is the account of a new worklog's issue, or 0 when the caller names
// one or there is none.
func (a *around) accountNeeded(c *Change) int64 {
	named := slices.ContainsFunc(byKeys(c.Want.Attributes, a.attributes), func(v tempo.AttributeValue) bool {
		return v.Key == accountAttribute && v.Value != ""
	})
	if named {
		return 0
	}
	return a.issues[c.Want.IssueKey].AccountID
}

// withAccount names the account among values that name none.
func withAccount(values []tempo.AttributeValue, key string) []tempo.AttributeValue {
	values = slices.DeleteFunc(values, func(v tempo.AttributeValue) bool { return v.Key == accountAttribute })
	return append(values, tempo.AttributeValue{Key: accountAttribute, Value: key})
}
