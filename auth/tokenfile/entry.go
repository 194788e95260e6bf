package tokenfile

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// entry is a token as it stands in the file, with the fields that this program
// does not know.
type entry map[string]json.RawMessage

// The fields of an entry. The TypeScript server writes the same, except for the
// scopes and the name of the sign-in.
const (
	fieldAccess  = "accessToken"
	fieldRefresh = "refreshToken"
	fieldExpires = "expiresAt" // milliseconds since 1970
	fieldCloud   = "cloudId"
	fieldScope   = "scope" // separated by spaces
	fieldSignIn  = "signIn"
)

// signIn names the sign-in that an entry's tokens come from. A program that does not
// know the field may put other tokens beside it, even another person's; so it says
// which tokens it is about.
type signIn struct {
	ID     string `json:"id"`
	Tokens string `json:"tokens"` // their fingerprint
}

// signInIDPattern keeps out of logs what is no ID.
var signInIDPattern = regexp.MustCompile(`^[0-9A-Za-z]{16,64}$`)

// parseEntry reads an entry, or says that it is none.
func parseEntry(raw json.RawMessage) (entry, bool) {
	var e entry
	if err := json.Unmarshal(raw, &e); err != nil || e == nil {
		return nil, false
	}
	return e, true
}

// token reads what can be read; a field of a wrong type counts as missing.
func (e entry) token() auth.Token {
	token := auth.Token{
		AccessToken: e.text(fieldAccess), RefreshToken: e.text(fieldRefresh),
		ExpiresAt: e.moment(fieldExpires), CloudID: e.text(fieldCloud),
	}
	if scope, ok := e[fieldScope]; ok && len(scope) > 0 {
		token.Scopes = strings.Fields(e.text(fieldScope))
	}
	token = token.Cleaned()
	token.SignInID = e.signInID(token)
	return token
}

// signInID returns the name of the sign-in that a token comes from, if there is one.
func (e entry) signInID(token auth.Token) string {
	var named signIn
	if err := json.Unmarshal(e[fieldSignIn], &named); err != nil {
		return ""
	}
	if named.Tokens != token.Fingerprint() || !signInIDPattern.MatchString(named.ID) {
		return ""
	}
	return named.ID
}

func (e entry) text(field string) string {
	var text string
	if err := json.Unmarshal(e[field], &text); err != nil {
		return ""
	}
	return text
}

// moment reads milliseconds, given as a number or as its text.
func (e entry) moment(field string) time.Time {
	ms, err := strconv.ParseFloat(strings.Trim(string(e[field]), `"`), 64)
	if err != nil || math.IsNaN(ms) || ms <= 0 || ms > maxMilliseconds {
		return time.Time{}
	}
	return time.UnixMilli(int64(ms))
}

// maxMilliseconds is the last moment of the year 9999.
const maxMilliseconds = 253402300799999

// set writes the token into the entry and leaves the other fields alone.
func (e entry) set(token auth.Token) {
	put := func(field, value string) {
		if value == "" {
			delete(e, field)
			return
		}
		e[field], _ = json.Marshal(value) // a string always has a JSON form
	}
	put(fieldAccess, token.AccessToken)
	put(fieldRefresh, token.RefreshToken)
	put(fieldCloud, token.CloudID)
	put(fieldScope, strings.Join(token.Scopes, " "))
	delete(e, fieldSignIn)
	if token.SignInID != "" {
		e[fieldSignIn], _ = json.Marshal(signIn{token.SignInID, token.Fingerprint()}) // as strings
	}
	e[fieldExpires] = json.RawMessage("0")
	if !token.ExpiresAt.IsZero() {
		e[fieldExpires] = strconv.AppendInt(nil, token.ExpiresAt.UnixMilli(), 10)
	}
}
