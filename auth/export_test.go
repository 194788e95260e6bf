package auth

import (
	"log/slog"
	"net/http"
)

// Scrub is looked at from outside.
var Scrub = scrub

// EndedDesk returns what answers the browser when the sign-in has ended.
func EndedDesk(port int, state string) http.Handler {
	d := newDesk(port, state, slog.New(slog.DiscardHandler))
	d.settle(ErrTimeout)
	return d
}

// ParseSites returns the tokens in the content of a token file.
func ParseSites(content []byte) (map[string]Token, error) {
	all, err := parseSites(content)
	if err != nil {
		return nil, err
	}
	tokens := map[string]Token{}
	for _, site := range all.list() {
		if tokens[site], err = all.find(site); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}

// PutToken returns the content of a token file with another token.
func PutToken(content []byte, site string, token Token) ([]byte, error) {
	all, err := parseSites(content)
	if err != nil {
		return nil, err
	}
	if err := all.put(site, token); err != nil {
		return nil, err
	}
	return all.encode()
}
