package tokenfile

import "github.com/tempo-mcp-server/tempo-mcp-server/auth"

// Parse returns the tokens in the content of a token file.
func Parse(content []byte) (map[string]auth.Token, error) {
	all, err := parseSites(content)
	if err != nil {
		return nil, err
	}
	tokens := map[string]auth.Token{}
	for _, site := range all.list() {
		tokens[site] = all.find(site)
	}
	return tokens, nil
}

// Put returns the content of a token file with another token.
func Put(content []byte, site string, token auth.Token) ([]byte, error) {
	all, err := parseSites(content)
	if err != nil {
		return nil, err
	}
	if err := all.put(site, token); err != nil {
		return nil, err
	}
	return all.encode()
}
