package change

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

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
func (a *Around) accountsNeeded(changes []*Change) []int64 {
	var ids []int64
	for _, c := range changes {
		if id := a.accountNeeded(c); id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// withAccount names the account among values that name none.
func withAccount(values []tempo.AttributeValue, key string) []tempo.AttributeValue {
	values = slices.DeleteFunc(values, func(v tempo.AttributeValue) bool { return v.Key == tempo.AccountKey })
	return append(values, tempo.AttributeValue{Key: tempo.AccountKey, Value: key})
}

// nameAccounts finds the keys of accounts that are given by what cannot be a key. The
// others are sent as they are: asking first would cost every write a request.
func (a *Around) nameAccounts(ctx context.Context, p *person.Person, changes []*Change) error {
	var names []string
	for _, c := range changes {
		for _, v := range c.Want.Attributes {
			known, _ := attributeOf(v.Key, a.attributes)
			if isAccount(known, v.Key) && strings.ContainsFunc(strings.TrimSpace(v.Value), unicode.IsSpace) {
				names = append(names, v.Value)
			}
		}
	}
	if names == nil {
		return nil
	}
	list, err := p.Accounts(ctx)
	a.named = map[string]string{}
	for _, name := range names {
		if key := keyOf(name, list); key != "" {
			a.named[name] = key
		}
	}
	return crash(err) // Tempo says what it does not know
}

// keyOf returns the key of the one account that has a text for its key, its id or its
// name, in this order and in any case, or nothing.
func keyOf(text string, list []tempo.Account) string {
	text = strings.TrimSpace(text)
	for _, of := range []func(tempo.Account) string{
		func(a tempo.Account) string { return a.Key },
		func(a tempo.Account) string { return strconv.FormatInt(a.ID, 10) },
		func(a tempo.Account) string { return a.Name },
	} {
		var keys []string
		for _, a := range list {
			if strings.EqualFold(strings.TrimSpace(of(a)), text) {
				keys = append(keys, a.Key)
			}
		}
		if len(keys) > 0 {
			if len(keys) > 1 {
				return ""
			}
			return keys[0]
		}
	}
	return ""
}

// mend replaces an account that Tempo does not know by the one whose id or name was
// meant, and reports whether the change can be sent once more.
func (w *writer) mend(ctx context.Context, c *Change, refusal error) bool {
	at := wrongAccount(c, refusal)
	if at < 0 || c.mended {
		return false
	}
	list, err := w.p.Accounts(ctx)
	key := keyOf(c.attributes[at].Value, list)
	if err != nil || key == "" || key == c.attributes[at].Value {
		return false
	}
	c.mended = true
	c.attributes = slices.Clone(c.attributes)
	c.attributes[at].Value = key
	c.wire.Attributes = c.attributes
	return true
}

// wrongAccount finds the attribute whose account a refusal names, or returns -1.
func wrongAccount(c *Change, refusal error) int {
	e := failure(refusal)
	if e.Status != http.StatusNotFound && e.Status != http.StatusBadRequest {
		return -1
	}
	return slices.IndexFunc(c.attributes, func(v tempo.AttributeValue) bool {
		return v.Value != "" && slices.ContainsFunc(e.Messages, func(m string) bool {
			return strings.Contains(m, "Account '"+v.Value+"'")
		})
	})
}
