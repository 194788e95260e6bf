package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"unicode"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// maxShown bounds what is shown of a service's words, in characters.
const maxShown = 200

// minSecret is the length below which a text cannot be a secret; to hide it
// would only make nonsense of a message.
const minSecret = 4

// tokenLike matches what looks like a token, known or not.
var tokenLike = regexp.MustCompile(`[0-9A-Za-z_+~=-]{32,}`)

// scrub makes text that came from elsewhere fit to be shown: without the secrets
// and what looks like one, without control characters, and bounded.
func scrub(text string, secrets ...string) string {
	const atMost = 1 << 16 // so that a long text costs little
	if len(text) > atMost {
		text = text[:atMost]
	}
	text = strings.ToValidUTF8(text, "")
	for _, form := range formsOf(secrets) {
		text = strings.ReplaceAll(text, form, redacted)
	}
	text = tokenLike.ReplaceAllString(text, redacted)
	text = strings.Join(strings.Fields(strings.Map(printable, text)), " ")
	if runes := []rune(text); len(runes) > maxShown {
		text = string(runes[:maxShown]) + "…"
	}
	return text
}

// printable drops what a terminal or a page may take for more than text.
func printable(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// formsOf lists the secrets, longest first, as they are and as they look in a
// query or in JSON.
func formsOf(secrets []string) []string {
	var forms []string
	for _, secret := range secrets {
		if len(secret) < minSecret {
			continue
		}
		quoted, _ := json.Marshal(secret) // a string always has a JSON form
		forms = append(forms, secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted[1:len(quoted)-1]))
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(forms)
}

// hushed takes the value out of a panic, which may quote a secret. What kind of value
// it was, and where it happened, is told.
func hushed(err error) error {
	p, ok := errors.AsType[*safe.PanicError](err)
	if !ok {
		return err
	}
	if _, ok := p.Value.(runtime.Error); ok { // these quote nothing
		return p
	}
	return &safe.PanicError{Value: fmt.Sprintf("a value of type %T", p.Value), Stack: p.Stack}
}
