package auth

import (
	"encoding/base64"
	"strings"
)

// Basic signs with the e-mail address of an Atlassian account and one of its
// API tokens, with or without scopes
// (https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/).
func Basic(email, token string) Signer {
	email, token = strings.TrimSpace(email), strings.TrimSpace(token)
	if !usable(email) || strings.Contains(email, ":") {
		return refusal{"e-mail address"}
	}
	if !usable(token) {
		return refusal{"API token"}
	}
	return header{"Basic " + base64.StdEncoding.EncodeToString([]byte(email+":"+token))}
}
