package auth_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

func TestNewOAuth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(*auth.App)
		names string
	}{
		{"no client ID", func(a *auth.App) { a.ClientID = "" }, "client ID"},
		{"no client secret", func(a *auth.App) { a.ClientSecret = "" }, "client secret"},
		{"line break in the secret", func(a *auth.App) { a.ClientSecret = "a\nb" }, "client secret"},
		{"port", func(a *auth.App) { a.CallbackPort = 65536 }, "65536"},
		{"negative port", func(a *auth.App) { a.CallbackPort = -1 }, "-1"},
		{"sign-in in the clear", func(a *auth.App) { a.AuthURL = "http://auth.example" }, "sign-in address"},
		{"gateway with a password", func(a *auth.App) { a.APIURL = "https://me:secret@api.example" }, "API address"},
		{"no site", func(a *auth.App) { a.SiteURL = "" }, "site address"},
		{"no store", func(a *auth.App) { a.Store = nil }, "store"},
		{"no clock", func(a *auth.App) { a.Now = nil }, "clock"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			test.spoil(&b.app)
			_, err := auth.NewOAuth(b.app)
			if err == nil || !strings.Contains(err.Error(), test.names) || strings.Contains(err.Error(), "me:secret") {
				t.Errorf("got %v, want something about %q", err, test.names)
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	app := auth.App{ClientID: "id", ClientSecret: "secret", SiteURL: site + "/", Now: time.Now, Store: b.store}
	if got := app.CallbackURL(); got != "http://localhost:7788/callback" {
		t.Errorf("the callback is %s", got)
	}
	o, err := auth.NewOAuth(app)
	if err != nil {
		t.Fatal(err)
	}
	b.signedIn(time.Hour)
	if got, err := o.BaseURL(t.Context()); err != nil || got != "https://api.atlassian.com/ex/jira/"+cloudID {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := b.oauth()
	signIn := b.begin(o)
	for name, value := range map[string]any{"app": b.app, "app pointer": &b.app, "oauth": o, "sign-in": signIn, "token": b.signedIn(time.Hour)} {
		var shown bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&shown, verb+"\n", value)
			fmt.Fprintf(&shown, verb+"\n", struct{ V any }{value})
			fmt.Fprintf(&shown, verb+"\n", []any{value})
		}
		slog.New(slog.NewJSONHandler(&shown, nil)).Info("x", slog.Any("value", value))
		slog.New(slog.NewTextHandler(&shown, nil)).Info("x", slog.Any("value", value))
		coded, err := json.Marshal(value)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		shown.Write(coded)
		for _, secret := range b.secrets() {
			if strings.Contains(shown.String(), secret) || strings.Contains(shown.String(), fmt.Sprintf("%x", secret)) {
				t.Errorf("%s shows a secret:\n%s", name, shown.String())
			}
		}
		if got := fmt.Sprint(value); got != "[redacted]" {
			t.Errorf("%s prints as %q", name, got)
		}
	}
}

func TestScrub(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"nothing to hide", "Unknown or invalid refresh token.", "Unknown or invalid refresh token."},
		{"secret", "no a/secret+1 here", "no [redacted] here"},
		{"in a query", "x=a%2Fsecret%2B1&y", "x=[redacted]&y"},
		{"unknown token", "got eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9abc", "got [redacted]"},
		{"control characters", "a\x00b\x1b[31mc\r\nd\u202ee", "ab[31mc de"},
		{"not text", "a\xff\xfeb", "ab"},
		{"long", strings.Repeat("ä ", 300), strings.Repeat("ä ", 100) + "…"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := auth.Scrub(test.text, "a/secret+1", ""); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if got := auth.Scrub(strings.Repeat("é", 1<<20)); !utf8.ValidString(got) {
		t.Errorf("got %q", got)
	}
}
