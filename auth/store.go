package auth

import (
	"context"
	"net/url"
	"strings"
)

// Store keeps sign-ins: a token for each site, or none. [OAuth] needs no more of it,
// so it may be a file (package tokenfile) or a database that many processes share.
// It can be used by several goroutines at once.
type Store interface {
	// Load returns the token of a site as it is at this moment, whichever process
	// wrote it. When there is none, the error is a [SignInError] for [NotSignedIn].
	Load(ctx context.Context, site string) (Token, error)
	// Update keeps what change makes of a site's token. From before change is called
	// until Update returns nobody else, other processes included, changes that token;
	// Update waits for its turn. When it returns nil, the new token is kept. An error
	// of change is returned as it is, and then nothing is written.
	//
	// Where a store can tell that nothing could be kept, it does so before it calls
	// change: that may spend a refresh token that is good once.
	Update(ctx context.Context, site string, change Change) error
}

// Change makes the next token out of the current one, which is the zero Token when
// nobody is signed in. Who returns the current one changes nothing, and who returns
// the zero Token signs out. The end of ctx is the end of the turn.
type Change func(ctx context.Context, current Token) (next Token, err error)

// SiteKey returns the one spelling of a site's address by which it is compared:
// people and programs write it with and without a slash at the end, and in capitals.
func SiteKey(address string) string {
	address = strings.TrimRight(strings.TrimSpace(address), "/")
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	return scheme + "://" + host + strings.TrimRight(u.EscapedPath(), "/")
}
