package auth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

const token = "sekrit-token-0815"

func TestSign(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		signer auth.Signer
		want   string
	}{
		{"basic", auth.Basic("me@example.com", "token"), "Basic bWVAZXhhbXBsZS5jb206dG9rZW4="},
		{"basic with space around", auth.Basic(" me@example.com", "token\n"), "Basic bWVAZXhhbXBsZS5jb206dG9rZW4="},
		{"bearer", auth.Bearer("token"), "Bearer token"},
		{"bearer with space around", auth.Bearer(" token\n"), "Bearer token"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			req := request(t)
			req.Header.Set("Authorization", "stale")
			if err := test.signer.Sign(req); err != nil {
				t.Fatal(err)
			}
			if got := req.Header.Values("Authorization"); len(got) != 1 || got[0] != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestSignWithoutCredential(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		signer auth.Signer
		names  string
	}{
		{"no e-mail", auth.Basic("", token), "e-mail"},
		{"e-mail with colon", auth.Basic("me:you", token), "e-mail"},
		{"no token", auth.Basic("me@example.com", " "), "API token"},
		{"line break in token", auth.Basic("me@example.com", "a\r\nX-Evil: 1"), "API token"},
		{"no bearer token", auth.Bearer(""), "bearer token"},
		{"control character", auth.Bearer("a\x00b"), "bearer token"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			req := request(t)
			err := test.signer.Sign(req)
			if !errors.Is(err, auth.ErrMissing) || !strings.Contains(err.Error(), test.names) {
				t.Errorf("got %v, want ErrMissing that names the %s", err, test.names)
			}
			if req.Header.Get("Authorization") != "" {
				t.Error("the request was signed all the same")
			}
		})
	}
}

func TestSignersHideTheirCredential(t *testing.T) {
	t.Parallel()
	for name, signer := range map[string]auth.Signer{"basic": auth.Basic("me@example.com", token), "bearer": auth.Bearer(token)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := request(t)
			if err := signer.Sign(req); err != nil {
				t.Fatal(err)
			}
			_, encoded, _ := strings.Cut(req.Header.Get("Authorization"), " ")
			var shown strings.Builder
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				fmt.Fprintf(&shown, verb+"\n", signer)
				fmt.Fprintf(&shown, verb+"\n", struct{ S auth.Signer }{signer})
			}
			var log bytes.Buffer
			slog.New(slog.NewJSONHandler(&log, nil)).Info("x", slog.Any("signer", signer))
			slog.New(slog.NewTextHandler(&log, nil)).Info("x", slog.Any("signer", signer))
			coded, err := json.Marshal(signer)
			if err != nil {
				t.Fatal(err)
			}
			text := shown.String() + log.String() + string(coded)
			for _, hidden := range []string{token, encoded, fmt.Sprintf("%x", token), fmt.Sprintf("%x", encoded)} {
				if strings.Contains(text, hidden) {
					t.Errorf("shows the credential:\n%s", text)
				}
			}
			if got := fmt.Sprint(signer); got != "[redacted]" {
				t.Errorf("prints as %q, want [redacted]", got)
			}
		})
	}
}

func request(t *testing.T) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://example.com/", nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}
