// Package tokenfile keeps sign-ins in a file that several processes share, also the
// TypeScript server, whose format it is. It knows the file, the lock beside it and
// their permissions, and not where tokens come from or what they are good for.
package tokenfile

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"sync"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/atomicfile"
)

const (
	fileName = "tokens.json"
	fileMode = 0o600
	dirMode  = 0o700
	// maxFile is far more than any number of sign-ins needs.
	maxFile = 4 << 20
)

// File is an [auth.Store] in a file: a JSON object of entries by the address of
// their site. Other processes may use the same file; what they write besides is
// kept. It can be used by several goroutines at once.
//
// The file and its folder are for the user alone: permissions that let others in
// are taken away, and a warning is logged. A file that is not JSON is moved aside,
// with a warning, as tokens.json.corrupt-<time>. Everything else that is wrong with
// the file is a [FileError], and leaves it alone.
type File struct {
	dir    string
	logger *slog.Logger
	now    func() time.Time

	warnExposed, warnNoLock sync.Once // these warnings would come with every request
}

var _ auth.Store = (*File)(nil)

// New returns the token file in the folder dir, which is created when there is
// something to keep. A nil logger logs nothing.
func New(dir string, logger *slog.Logger, now func() time.Time) (*File, error) {
	if dir == "" {
		return nil, fmt.Errorf("folder for sign-ins: %w", auth.ErrMissing)
	}
	if now == nil {
		return nil, errors.New("tokenfile: no clock")
	}
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &File{dir: dir, logger: logger, now: now}, nil
}

func (f *File) path() string { return filepath.Join(f.dir, fileName) }

// Load implements [auth.Store]. It reads the file each time.
func (f *File) Load(ctx context.Context, site string) (auth.Token, error) {
	all, err := f.load(ctx)
	if err != nil {
		return auth.Token{}, err
	}
	token := all.find(site)
	if token.IsZero() {
		return auth.Token{}, notSignedIn(site)
	}
	return token, nil
}

// Sites lists the addresses of the sites that there are tokens for.
func (f *File) Sites(ctx context.Context) ([]string, error) {
	all, err := f.load(ctx)
	if err != nil {
		return nil, err
	}
	return all.list(), nil
}

// Update implements [auth.Store].
func (f *File) Update(ctx context.Context, site string, change auth.Change) error {
	return f.alone(ctx, func(all sites) error {
		if err := f.ready(all); err != nil {
			return err
		}
		current := all.find(site)
		next, err := change(ctx, current)
		if err != nil || reflect.DeepEqual(next, current) {
			return err
		}
		// Programs that take no lock may have written meanwhile.
		if all, err = f.readOrMend(ctx); err != nil {
			return err
		}
		return f.put(all, site, next)
	})
}

// Delete forgets the token of a site, or returns an error that is
// [auth.ErrSignInNeeded] when there is none.
func (f *File) Delete(ctx context.Context, site string) error {
	return f.alone(ctx, func(all sites) error {
		if all.find(site).IsZero() {
			return notSignedIn(site)
		}
		return f.put(all, site, auth.Token{})
	})
}

func notSignedIn(site string) error {
	return &auth.SignInError{Site: site, Reason: auth.NotSignedIn}
}

// load reads the file without a lock: it is replaced as a whole. Only what looks
// damaged is looked at again, when nobody else can be at work.
func (f *File) load(ctx context.Context) (all sites, err error) {
	all, err = f.read()
	if !errors.Is(err, errDamaged) {
		return all, err
	}
	err = f.alone(ctx, func(now sites) error {
		all = now
		return nil
	})
	return all, err
}

// alone reads the file and calls do, while no other process changes it.
func (f *File) alone(ctx context.Context, do func(sites) error) error {
	unlock, err := f.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	all, err := f.readOrMend(ctx)
	if err != nil {
		return err
	}
	return do(all)
}

// ready reports why a put would fail now. A refresh token that cannot be kept must
// not be asked for.
func (f *File) ready(all sites) error {
	const room = 16 << 10 // for a token that is longer than the one before
	size := room
	for key, raw := range all {
		size += len(key) + 2*len(raw) // with its indentation
	}
	return f.unwritable(atomicfile.Check(f.path(), size))
}

// put writes the file with another token for a site. The caller holds the lock.
func (f *File) put(all sites, site string, token auth.Token) error {
	if err := all.put(site, token); err != nil {
		return err
	}
	data, err := all.encode()
	if err != nil {
		return err
	}
	if err := atomicfile.Sweep(f.path()); err != nil {
		f.logger.Warn("leftovers of the token file could not be removed", slog.Any("error", err))
	}
	return f.unwritable(atomicfile.Write(f.path(), data, fileMode))
}

func (f *File) unwritable(err error) error {
	if err == nil {
		return nil
	}
	return fileError(f.path(), Unwritable, err)
}
