package auth

import "strings"

// Bearer signs with a token that needs no name, such as a personal access
// token or an OAuth access token somebody else looks after.
func Bearer(token string) Signer {
	token = strings.TrimSpace(token)
	if !usable(token) {
		return refusal{"bearer token"}
	}
	return header{"Bearer " + token}
}
