package tokenfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// errDamaged says that the file is not what it should be.
var errDamaged = errors.New("the token file is damaged")

// sites is the content of the file.
type sites map[string]json.RawMessage

// parseSites reads the content of the file.
func parseSites(data []byte) (sites, error) {
	all := sites{}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if len(data) == 0 {
		return all, nil
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, errDamaged // whose words would quote the file
	}
	if all == nil { // null
		all = sites{}
	}
	return all, nil
}

// entries returns the entries for a site, in all spellings of its address, by
// how it is spelled. Those that hold no token are left out.
func (all sites) entries(site string) map[string]entry {
	found := map[string]entry{}
	for key, raw := range all {
		if auth.SiteKey(key) != auth.SiteKey(site) {
			continue
		}
		if e, ok := parseEntry(raw); ok && !e.token().IsZero() {
			found[key] = e
		}
	}
	return found
}

// list returns the addresses of the sites that there are tokens for.
func (all sites) list() []string {
	var list []string
	for key := range all {
		if site := auth.SiteKey(key); strings.HasPrefix(site, "http") && len(all.entries(site)) > 0 {
			list = append(list, site)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// find returns the token for a site, of several the one that lasts longest, and
// the zero Token when there is none.
func (all sites) find(site string) auth.Token {
	var best auth.Token
	found := all.entries(site)
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if token := found[key].token(); best.IsZero() || token.ExpiresAt.After(best.ExpiresAt) {
			best = token
		}
	}
	return best
}

// put sets the token for a site in all spellings of its address that there are. The
// zero Token takes them away.
func (all sites) put(site string, token auth.Token) error {
	found := all.entries(site)
	if token.IsZero() {
		for key := range found {
			delete(all, key)
		}
		return nil
	}
	if len(found) == 0 {
		found[auth.SiteKey(site)] = entry{}
	}
	for key, e := range found {
		e.set(token)
		raw, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("encode the token of %s: %w", site, err)
		}
		all[key] = raw
	}
	return nil
}

// encode returns the content for the file.
func (all sites) encode() ([]byte, error) {
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the token file: %w", err)
	}
	return append(data, '\n'), nil
}
