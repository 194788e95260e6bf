package auth

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// memory is what this process knows beyond the store. The zero value knows nothing.
type memory struct {
	mu         sync.Mutex
	cloudID    string  // of the token that was seen last; "" when it is not known
	lineage    lineage // of the token that was seen last with an ID
	unsaved    *unsaved
	dead       string    // a refresh token that was refused: not to be asked for again
	brief      string    // an access token that lasts less than twice the leeway
	briefUntil time.Time // and until when it is used
	notBefore  time.Time // no attempt to renew a valid token until then
	forced     string    // an access token that was made because another was refused
	forcedAt   time.Time
	latest     []string     // tokens, of which none may be shown
	spent      string       // an access token that only a person can replace
	spentFor   *SignInError // and why
}

// unsaved is a new token that has not been written to the store, in which the one
// that it replaces still is. It is not used before it is there.
type unsaved struct{ old, fresh Token }

// replaces reports whether the token that u replaces is still the current one.
func (u *unsaved) replaces(current Token) bool {
	return current.RefreshToken == u.old.RefreshToken && current.AccessToken == u.old.AccessToken
}

// saw notes what the store holds.
func (m *memory) saw(token Token) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(token)
	m.cloudID = token.CloudID
	if token.SignInID != "" {
		m.lineage = lineage{token.Fingerprint(), token.SignInID}
	}
	if token.AccessToken != m.spent && !token.IsZero() {
		m.spent, m.spentFor = "", nil
	}
}

// keepLatest is how many tokens are known to be secret: those of the latest sign-ins or
// renewals, which somebody may still speak of.
const keepLatest = 8

// keep notes the tokens of a sign-in as secrets.
func (m *memory) keep(token Token) {
	for _, secret := range []string{token.AccessToken, token.RefreshToken} {
		if secret != "" && !slices.Contains(m.latest, secret) {
			m.latest = append(m.latest, secret)
		}
	}
	m.latest = m.latest[max(len(m.latest)-keepLatest, 0):]
}

func (m *memory) secrets() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.latest)
}

// place returns the cloud ID, if it is known and there is no reason to look whether
// its token is still of use.
func (m *memory) place() (cloudID string, known bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cloudID, m.cloudID != "" && m.spentFor == nil
}

// due reports whether a token has to be renewed before it is used.
func (m *memory) due(token Token, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case !token.valid(now):
		return true
	case now.Before(token.ExpiresAt.Add(-leeway)), token.RefreshToken == "", token.RefreshToken == m.dead:
		return false
	case token.AccessToken == m.brief:
		return !now.Before(m.briefUntil)
	default:
		return !now.Before(m.notBefore)
	}
}

// postpone lets nobody try to renew a valid token for a while.
func (m *memory) postpone(until time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.notBefore = until
}

// renewed notes a new token that lasts so short that it would be renewed at every
// use: it is used for half its life.
func (m *memory) renewed(token Token, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if life := token.ExpiresAt.Sub(now); life < 2*leeway {
		m.brief, m.briefUntil = token.AccessToken, now.Add(life/2)
	}
}

// bury notes that a refresh token was refused.
func (m *memory) bury(refreshToken string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead = refreshToken
}

func (m *memory) isDead(refreshToken string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return refreshToken == m.dead
}

// force notes an access token that was made because another one was refused.
func (m *memory) force(accessToken string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forced, m.forcedAt = accessToken, now
}

// wasForced reports whether an access token has just been forced.
func (m *memory) wasForced(accessToken string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return accessToken == m.forced && now.Sub(m.forcedAt) < shortly
}

// giveUp notes when err says that only a person can replace a token, so that the next
// one to ask for the site is told before anything is sent.
func (m *memory) giveUp(token Token, err error) {
	reason, ok := errors.AsType[*SignInError](err)
	if !ok {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.spent, m.spentFor = token.AccessToken, reason
}

// givenUp returns why a token is of no more use, until it is replaced.
func (m *memory) givenUp(token Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.spentFor == nil || token.AccessToken != m.spent {
		return nil
	}
	return m.spentFor
}

// setUnsaved remembers a token that was not written yet, or that there is none.
func (m *memory) setUnsaved(u *unsaved) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unsaved = u
}

func (m *memory) getUnsaved() *unsaved {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.unsaved
}
