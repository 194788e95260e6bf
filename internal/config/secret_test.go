package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
)

const hidden = "Canary7Secret"

func TestSecretReveal(t *testing.T) {
	t.Parallel()
	if got := config.NewSecret(hidden).Reveal(); got != hidden {
		t.Errorf("got %q, want %q", got, hidden)
	}
	if got := (config.Secret{}).Reveal(); got != "" {
		t.Errorf("zero value: got %q, want nothing", got)
	}
}

// A secret shows itself under no verb, wherever it stands.
func TestSecretFormats(t *testing.T) {
	t.Parallel()
	secret := config.NewSecret(hidden)
	type open struct{ Token config.Secret }
	type closed struct{ token config.Secret }
	values := map[string]any{
		"secret": secret, "pointer": &secret, "slice": []config.Secret{secret}, "key": map[config.Secret]int{secret: 1},
		"field": open{secret}, "hidden field": closed{secret}, "nested": struct{ inner *closed }{&closed{secret}},
		"config": config.Config{TempoToken: secret},
	}
	for name, value := range values {
		for _, verb := range "vsqxXdtTbcoOUeEfFgGpw" {
			for _, flag := range []string{"", "+", "#", "-20", "020"} {
				format := "%" + flag + string(verb)
				text := fmt.Sprintf(format, value)
				if leaks(text) {
					t.Errorf("%s under %s: %s", name, format, text)
				}
			}
		}
	}
	for _, format := range []string{"%v", "%s", "%q", "%x", "%#v", "%d"} {
		if got := fmt.Sprintf(format, secret); got != "[redacted]" {
			t.Errorf("%s: got %s, want [redacted]", format, got)
		}
	}
}

// leaks reports whether the secret shows, also in hexadecimal.
func leaks(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, strings.ToLower(hidden)) || strings.Contains(text, fmt.Sprintf("%x", hidden))
}

func TestSecretEncodings(t *testing.T) {
	t.Parallel()
	c := config.Config{TempoToken: config.NewSecret(hidden), JiraToken: config.NewSecret(hidden)}
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(map[string]any{"config": c, "secret": &c.TempoToken}); err != nil {
		t.Fatal(err)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("settings", slog.Any("config", c), slog.Any("token", c.TempoToken), slog.Any("pointer", &c.TempoToken))
	}
	if text := out.String(); leaks(text) || strings.Count(text, "[redacted]") < 5 {
		t.Errorf("a secret shows, or is not there at all:\n%s", text)
	}
}
