package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/atomicfile"
)

const (
	fileName = "tokens.json"
	fileMode = 0o600
	dirMode  = 0o700
	// maxFile is far more than any number of sign-ins needs.
	maxFile = 4 << 20
)

// Store keeps sign-ins in a file: a JSON object of entries by the address of
// their site. Other processes may use the same file, also the TypeScript server;
// what they write besides is kept. It can be used by several goroutines at once.
//
// The file and its folder are for the user alone; where they are open to others
// they are closed, and a warning is logged. A file that is not JSON is moved
// aside, with a warning, as tokens.json.corrupt-<time>. Everything else that is
// wrong with the file is a [FileError], and leaves it alone.
type Store struct {
	dir    string
	logger *slog.Logger
	now    func() time.Time

	exposed, unlocked sync.Once // for warnings that would come with every request
}

// NewStore makes a store that keeps its file in the folder dir, which is created
// when there is something to keep. A nil logger logs nothing.
func NewStore(dir string, logger *slog.Logger, now func() time.Time) (*Store, error) {
	if dir == "" {
		return nil, fmt.Errorf("folder for sign-ins: %w", ErrMissing)
	}
	if now == nil {
		return nil, errors.New("auth: a store needs a clock")
	}
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Store{dir: dir, logger: logger, now: now}, nil
}

// Path is where the file is.
func (s *Store) Path() string { return filepath.Join(s.dir, fileName) }

// Load returns the token of a site, or an error that is [ErrSignInNeeded] when
// there is none.
func (s *Store) Load(ctx context.Context, site string) (Token, error) {
	all, err := s.load(ctx)
	if err != nil {
		return Token{}, err
	}
	return all.find(site)
}

// Save keeps a token for a site, in the place of the one there is.
func (s *Store) Save(ctx context.Context, site string, token Token) error {
	return s.change(ctx, func(l *locked) error { return l.save(site, token) })
}

// Delete forgets the token of a site, or returns an error that is
// [ErrSignInNeeded] when there is none.
func (s *Store) Delete(ctx context.Context, site string) error {
	return s.change(ctx, func(l *locked) error { return l.delete(site) })
}

// Sites lists the addresses of the sites that there are tokens for.
func (s *Store) Sites(ctx context.Context) ([]string, error) {
	all, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	return all.list(), nil
}

// load reads the file without a lock: it is replaced as a whole. Only what looks
// damaged is looked at again, when nobody else can be at work.
func (s *Store) load(ctx context.Context) (sites, error) {
	all, err := s.read()
	if !errors.Is(err, errDamaged) {
		return all, err
	}
	l, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer l.unlock()
	return l.load(ctx)
}

func (s *Store) change(ctx context.Context, change func(*locked) error) error {
	l, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer l.unlock()
	if _, err := l.load(ctx); err != nil {
		return err
	}
	return change(l)
}

// sites is the content of the file.
type sites map[string]json.RawMessage

// siteKey is how a site's address is compared: people and programs write it with
// and without a slash at the end, and in capitals.
func siteKey(address string) string {
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

// entries returns the entries for a site, in all spellings of its address, by
// how it is spelled. Those that hold no token are left out.
func (all sites) entries(site string) map[string]entry {
	found := map[string]entry{}
	for key, raw := range all {
		if siteKey(key) != siteKey(site) {
			continue
		}
		if e, ok := parseEntry(raw); ok && (e.token().AccessToken != "" || e.token().RefreshToken != "") {
			found[key] = e
		}
	}
	return found
}

// list returns the addresses of the sites that there are tokens for.
func (all sites) list() []string {
	var list []string
	for key := range all {
		if site := siteKey(key); strings.HasPrefix(site, "http") && len(all.entries(site)) > 0 {
			list = append(list, site)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// find returns the token for a site, of several the one that lasts longest.
func (all sites) find(site string) (Token, error) {
	var best Token
	found := all.entries(site)
	for _, key := range slices.Sorted(maps.Keys(found)) {
		token := found[key].token()
		if best.AccessToken == "" && best.RefreshToken == "" || token.ExpiresAt.After(best.ExpiresAt) {
			best = token
		}
	}
	if len(found) == 0 {
		return Token{}, &SignInError{Site: site, Reason: NotSignedIn}
	}
	return best, nil
}

// put sets the token for a site in all spellings of its address that there are.
func (all sites) put(site string, token Token) error {
	found := all.entries(site)
	if len(found) == 0 {
		found[siteKey(site)] = entry{}
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

// locked is the store while no other process changes the file.
type locked struct {
	store  *Store
	all    sites
	unlock func()
}

// load reads the file, and moves it aside when it is damaged.
func (l *locked) load(ctx context.Context) (sites, error) {
	all, err := l.store.read()
	if errors.Is(err, errDamaged) {
		all, err = l.store.mend(ctx)
	}
	l.all = all
	return all, err
}

func (l *locked) save(site string, token Token) error {
	if err := l.all.put(site, token); err != nil {
		return err
	}
	return l.write()
}

func (l *locked) delete(site string) error {
	found := l.all.entries(site)
	if len(found) == 0 {
		return &SignInError{Site: site, Reason: NotSignedIn}
	}
	for key := range found {
		delete(l.all, key)
	}
	return l.write()
}

// ready reports why a save would fail now. A refresh token that cannot be kept
// must not be asked for.
func (l *locked) ready() error {
	const room = 16 << 10 // for a token that is longer than the one before
	size := room
	for key, raw := range l.all {
		size += len(key) + 2*len(raw) // with its indentation
	}
	return unwritable(l.store.Path(), atomicfile.Check(l.store.Path(), size))
}

func (l *locked) write() error {
	data, err := l.all.encode()
	if err != nil {
		return err
	}
	if err := atomicfile.Sweep(l.store.Path()); err != nil {
		l.store.logger.Warn("leftovers of the token file could not be removed", slog.Any("error", err))
	}
	return unwritable(l.store.Path(), atomicfile.Write(l.store.Path(), data, fileMode))
}

func unwritable(path string, err error) error {
	if err == nil {
		return nil
	}
	return fileError(path, Unwritable, err)
}
