package tokenfile_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/auth/tokenfile"
)

// FuzzTokenFile takes anything for the content of the file: it is either found
// damaged as a whole, or a token can be put into it without the loss of others.
func FuzzTokenFile(f *testing.F) {
	for _, seed := range []string{
		written, "", "null", "[]", "{", `{"a":1,"a":2}`, `{"https://example.atlassian.net":{"accessToken":"x","expiresAt":"NaN"}}`, "\ufeff{}",
		`{"\ud800":{}}`, `{"HTTPS://EXAMPLE.atlassian.net//":{"refreshToken":"\u0000"}}`, `{"https://%zz":{"accessToken":"a"}}`,
	} {
		f.Add([]byte(seed))
	}
	want := auth.Token{AccessToken: "access", RefreshToken: "refresh", ExpiresAt: time.UnixMilli(4102444800000), CloudID: "c", Scopes: []string{"s"}}
	f.Fuzz(func(t *testing.T, content []byte) {
		before, err := tokenfile.Parse(content)
		if json.Valid(content) && bytes.HasPrefix(bytes.TrimSpace(content), []byte("{")) != (err == nil) && string(bytes.TrimSpace(content)) != "null" {
			t.Fatalf("is an object, but: %v", err)
		}
		if err != nil {
			return
		}
		changed, err := tokenfile.Put(content, site, want)
		if err != nil {
			t.Fatal(err)
		}
		after, err := tokenfile.Parse(changed)
		if err != nil {
			t.Fatal(err)
		}
		for address, token := range before {
			if address != site && !cmp.Equal(token, after[address]) {
				t.Errorf("the token of %q has changed in\n%s", address, changed)
			}
		}
		if diff := cmp.Diff(want, after[site]); diff != "" {
			t.Errorf("(-want +got):\n%s\nin\n%s", diff, changed)
		}
	})
}
