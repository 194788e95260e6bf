package auth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

// bench is all that a test needs: an Atlassian, a folder, a clock and a log.
type bench struct {
	*atlassian
	t     *testing.T
	dir   string
	path  string
	store *tokenfile.File
	clock *clock
	shown *record
	app   auth.App
}

// newBench also checks, at the end, that no secret was shown.
func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{atlassian: newAtlassian(t), t: t, dir: filepath.Join(t.TempDir(), "config"), clock: &clock{}, shown: &record{}}
	b.path = filepath.Join(b.dir, "tokens.json")
	logger := slog.New(slog.NewJSONHandler(b.shown, &slog.HandlerOptions{Level: slog.LevelDebug - 4}))
	b.store = b.openStore(logger)
	b.app = auth.App{
		AuthURL: b.URL, APIURL: b.URL, ClientID: clientID, ClientSecret: clientSecret, CallbackPort: freePort(t),
		SiteURL: site, Transport: http.DefaultTransport, Now: b.clock.now, Logger: logger, Store: b.store,
	}
	t.Cleanup(func() {
		for _, secret := range b.secrets() {
			if strings.Contains(b.shown.String(), secret) {
				t.Errorf("shows the secret %q in:\n%s", secret, b.shown.String())
			}
		}
	})
	return b
}

func (b *bench) openStore(logger *slog.Logger) *tokenfile.File {
	b.t.Helper()
	store, err := tokenfile.New(b.dir, logger, b.clock.now)
	if err != nil {
		b.t.Fatal(err)
	}
	return store
}

// oauth makes a signer.
func (b *bench) oauth() *auth.OAuth {
	b.t.Helper()
	o, err := auth.NewOAuth(b.app)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = o.Close() })
	return o
}

// signedIn puts a token into the store that lasts for the given time.
func (b *bench) signedIn(lasts time.Duration) auth.Token {
	b.t.Helper()
	b.mu.Lock()
	access, refresh := b.pair()
	b.mu.Unlock()
	token := auth.Token{AccessToken: access, RefreshToken: refresh, ExpiresAt: b.clock.now().Add(lasts), CloudID: cloudID}
	b.keep(token)
	return token
}

// keep puts a token into the store, whatever there was before.
func (b *bench) keep(token auth.Token) {
	b.t.Helper()
	err := b.store.Update(b.t.Context(), site, func(context.Context, auth.Token) (auth.Token, error) { return token, nil })
	if err != nil {
		b.t.Fatal(err)
	}
}

// loaded returns the token in the store.
func (b *bench) loaded() auth.Token {
	b.t.Helper()
	token, err := b.store.Load(b.t.Context(), site)
	if err != nil {
		b.t.Fatal(err)
	}
	return token
}

// myself asks Jira, and returns the token it was asked with and the status.
func (b *bench) myself(o *auth.OAuth) (string, int, error) {
	b.t.Helper()
	return askJira(b.t.Context(), o)
}

func askJira(ctx context.Context, o *auth.OAuth) (string, int, error) {
	base, err := o.BaseURL(ctx)
	if err != nil {
		return "", 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/rest/api/3/myself", nil)
	if err != nil {
		return "", 0, err
	}
	if err := o.Sign(req); err != nil {
		return "", 0, err
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return "", 0, err
	}
	return req.Header.Get("Authorization"), resp.StatusCode, errors.Join(drain(resp))
}

func drain(resp *http.Response) error {
	_, err := io.Copy(io.Discard, resp.Body)
	return errors.Join(err, resp.Body.Close())
}

// note records an error, so that its text is searched for secrets too, in all
// the ways in which it may be printed.
func (b *bench) note(err error) error {
	fmt.Fprintf(b.shown, "%v\n%+v\n%#v\n%q\n", err, err, err, err)
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		fmt.Fprintf(b.shown, "%+v\n", inner)
	}
	return err
}

// open follows an address like a browser, and returns the page it ends at.
func (b *bench) open(address string) (int, http.Header, string) {
	b.t.Helper()
	return b.fetch(http.MethodGet, address, nil)
}

// fetch sends a request with the given headers; one called Host sets the host.
func (b *bench) fetch(method, address string, header map[string]string) (int, http.Header, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	if host := header["Host"]; host != "" {
		req.Host = host
	}
	resp, err := (&http.Client{}).Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		b.t.Fatal(err)
	}
	_, _ = b.shown.Write(body)
	return resp.StatusCode, resp.Header, string(body)
}

// clock is the time, and how far it is off.
type clock struct{ off atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.off.Load())) }

func (c *clock) set(off time.Duration) { c.off.Store(int64(off)) }

// record keeps what was written.
type record struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buffer.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buffer.String()
}

// lastPort is below the range from which the system takes ports by itself.
var lastPort atomic.Int32

// freePort returns a port that nobody listens on.
func freePort(t *testing.T) int {
	t.Helper()
	for range 500 {
		port := 20000 + (os.Getpid()*64+int(lastPort.Add(1)))%10000
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			continue
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatal("no port is free")
	return 0
}

// writeFile puts something into the token file as another program would.
func (b *bench) writeFile(content string) {
	b.t.Helper()
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func millis(when time.Time) string { return strconv.FormatInt(when.UnixMilli(), 10) }
