package tokenfile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

const site = "https://example.atlassian.net"

// written is a file as the TypeScript server writes it, with more in it.
const written = `{
  "https://example.atlassian.net": {
    "accessToken": "access-1", "refreshToken": "refresh-1", "expiresAt": 4102444800000, "cloudId": "11111111-2222-4333-8444-555555555555",
    "user": {"name": "Ada", "number": 12345678901234567890}
  },
  "https://other.atlassian.net/": {"accessToken": "access-2", "refreshToken": "refresh-2", "expiresAt": 1},
  "version": 3,
  "https://nobody.atlassian.net": {"cloudId": "x"}
}`

// bench is a token file in a folder of its own, and what it logs.
type bench struct {
	*tokenfile.File
	t    *testing.T
	dir  string
	path string
	log  *record
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, dir: filepath.Join(t.TempDir(), "config"), log: &record{}}
	b.path = filepath.Join(b.dir, "tokens.json")
	b.File = b.another(slog.New(slog.NewJSONHandler(b.log, nil)))
	return b
}

// another returns the same file as another process has it.
func (b *bench) another(logger *slog.Logger) *tokenfile.File {
	b.t.Helper()
	f, err := tokenfile.New(b.dir, logger, time.Now)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// save keeps a token, whatever there was before.
func save(ctx context.Context, f *tokenfile.File, site string, token auth.Token) error {
	return f.Update(ctx, site, func(context.Context, auth.Token) (auth.Token, error) { return token, nil })
}

// works fails the test unless a token can be kept and read.
func (b *bench) works() {
	b.t.Helper()
	token := auth.Token{AccessToken: "a", RefreshToken: "r", ExpiresAt: time.Now().Add(time.Hour)}
	if err := save(b.t.Context(), b.File, site, token); err != nil {
		b.t.Fatal(err)
	}
	if got := b.loaded(); got.RefreshToken != "r" {
		b.t.Error("another token was read")
	}
}

// loaded returns the token in the file.
func (b *bench) loaded() auth.Token {
	b.t.Helper()
	token, err := b.Load(b.t.Context(), site)
	if err != nil {
		b.t.Fatal(err)
	}
	return token
}

// writeFile changes the file as another program would.
func (b *bench) writeFile(content string) {
	b.t.Helper()
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// aside lists the files that were moved aside.
func (b *bench) aside() []string {
	b.t.Helper()
	list, err := filepath.Glob(b.path + ".corrupt-*")
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

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

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// numbersAsText decodes JSON without rounding its numbers.
func numbersAsText(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
