package rest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// canary is a secret with characters that are written differently in an address, in
// JSON and on a page.
const canary = `Canary+7/"<&>=\é`

func secret(list ...string) *rest.Secrets {
	return rest.NewSecrets(func() []string { return list })
}

// repeats lists what a secret may come back as.
func repeats(t *testing.T, secret string) map[string]string {
	t.Helper()
	quoted, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	if err := e.Encode(secret); err != nil {
		t.Fatal(err)
	}
	query := url.QueryEscape(secret)
	return map[string]string{
		"as it is": secret, "query": query, "path": url.PathEscape(secret), "small query": strings.ReplaceAll(strings.ToLower(query), "canary", "Canary"),
		"JSON": strings.Trim(string(quoted), `"`), "JSON of others": strings.Trim(strings.TrimSpace(plain.String()), `"`),
		"JSON of PHP": strings.ReplaceAll(strings.Trim(string(quoted), `"`), "/", `\/`), "page": html.EscapeString(secret),
	}
}

func TestSecretsHide(t *testing.T) {
	t.Parallel()
	s := secret(canary, "short", "longer-than-that")
	for name, form := range repeats(t, canary) {
		if got := s.Hide("a " + form + " b"); got != "a [redacted] b" {
			t.Errorf("%s: %q is shown as %q", name, form, got)
		}
	}
	for text, want := range map[string]string{
		"short":                                "short",
		"longer-than-that-longer-than-that":    "[redacted]-[redacted]",
		"nothing of the kind":                  "nothing of the kind",
		"longer-than-" + canary + "-than-that": "longer-than-[redacted]-than-that",
	} {
		if got := s.Hide(text); got != want {
			t.Errorf("Hide(%q) = %q, want %q", text, got, want)
		}
	}
	if got := secret("longer", "longer-than-that").Hide("longer-than-that"); got != "[redacted]" {
		t.Errorf("a secret within another: %q", got)
	}
	if got := (*rest.Secrets)(nil).Hide("all"); got != "all" {
		t.Errorf("no secrets: %q", got)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if got := fmt.Sprintf(format, s); got != "[redacted]" {
			t.Errorf("%s prints %s", format, got)
		}
	}
	if raw, err := json.Marshal(map[string]any{"s": s}); err != nil || string(raw) != `{"s":"[redacted]"}` {
		t.Errorf("JSON is %s, %v", raw, err)
	}
}

// TestSecretsOfOthers keeps out of errors what a service repeats of credentials that
// were not sent to it, wherever it stands in its answer.
func TestSecretsOfOthers(t *testing.T) {
	t.Parallel()
	basic := base64.StdEncoding.EncodeToString([]byte("ada@example.com:" + canary))
	message := func(text string) string {
		body, err := json.Marshal(map[string]string{"message": text})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	steps := map[string]step{
		"basic":          reply(401, message("bad header Basic "+basic)),
		"reason":         reply(429, "", "Retry-After: 3600", "RateLimit-Reason: "+canary),
		"redirect":       reply(302, "", "Location: https://"+basic+".example"),
		"page":           reply(200, "<title>"+html.EscapeString(canary)+"</title>"),
		"text":           reply(500, "it is "+canary),
		"half of JSON":   reply(400, strings.TrimSuffix(message("it is "+canary), `"}`)),
		"hidden between": reply(400, message("it is "+canary[:5]+"\u200b"+canary[5:])),
		"network":        fails(errors.New("dial " + canary)),
		"panic":          func(*http.Request) (*http.Response, error) { panic(canary) },
	}
	for name, form := range repeats(t, canary) {
		steps["message "+name] = reply(400, message("it is "+form))
	}
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, serve(step), func(o *rest.Options) { o.MaxRetries, o.Secrets = 0, secret(canary, basic) })
			e := failure(t, read(t.Context(), client))
			text := fmt.Sprintf("%v %+v %q %s %s", e, e, e.Messages, e.Reason, e.Location)
			if strings.Contains(text, "anary") || strings.Contains(strings.ToLower(text), strings.ToLower(basic)) || !strings.Contains(text, "[redacted]") {
				t.Errorf("the error is %s", text)
			}
		})
	}
}

// TestSecretsAreAskedForEachTime hides a token that was renewed meanwhile.
func TestSecretsAreAskedForEachTime(t *testing.T) {
	t.Parallel()
	current := "token-of-yesterday"
	client := newClient(t, serve(reply(400, `{"message":"token-of-yesterday"}`), reply(400, `{"message":"token-of-today"}`)), func(o *rest.Options) {
		o.Secrets = rest.NewSecrets(func() []string { return []string{current} })
	})
	for _, next := range []string{"token-of-today", ""} {
		if e := failure(t, read(t.Context(), client)); e.Messages[0] != "[redacted]" {
			t.Errorf("got %v, want the token hidden", e)
		}
		current = next
	}
}

type odd struct{ Hidden string }

func TestSecretsInLogs(t *testing.T) {
	t.Parallel()
	for _, format := range []func(*bytes.Buffer) slog.Handler{
		func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var out bytes.Buffer
		log := slog.New(secret("Canary7Secret").Handler(format(&out)))
		log.With(slog.String("with", "a Canary7Secret")).WithGroup("group").Info("said Canary7Secret",
			slog.String("text", "Canary7Secret"), slog.Any("error", fmt.Errorf("odd: %w", errors.New("Canary7Secret"))),
			slog.Any("value", odd{"Canary7Secret"}), slog.Any("list", []string{"Canary7Secret"}),
			slog.Group("inner", slog.String("text", "Canary7Secret")), slog.Int("number", 7), slog.String("plain", "kept"))
		if text := out.String(); strings.Contains(text, "Canary") || strings.Count(text, "[redacted]") != 7 || !strings.Contains(text, "kept") || !strings.Contains(text, "7") {
			t.Errorf("logged %s", text)
		}
	}
}
