package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const redacted = "[redacted]"

// minSecret is the length below which a text cannot be a secret; to hide it would
// only make nonsense of a message.
const minSecret = 6

// Secrets are texts that nobody is to see, such as tokens, whoever repeats them. It
// prints as [redacted]. A nil Secrets has none.
type Secrets struct {
	list func() []string
}

// NewSecrets returns the secrets that list lists. It is asked each time, because
// tokens are renewed. What is shorter than six characters is left alone.
func NewSecrets(list func() []string) *Secrets { return &Secrets{list} }

// Hide takes the secrets out of a text, in every form in which services repeat them:
// as they are, and as they look in an address, in JSON and on a web page.
func (s *Secrets) Hide(text string) string {
	if s == nil {
		return text
	}
	return hide(text, s.list())
}

// Format hides the secrets under every verb.
func (*Secrets) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText hides the secrets in JSON and the like.
func (*Secrets) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// hide takes secrets out of a text. The longest come first, because one may be part of
// another.
func hide(text string, secrets []string) string {
	var forms []string
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			forms = append(forms, formsOf(secret)...)
		}
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	for _, form := range forms {
		text = strings.ReplaceAll(text, form, redacted)
	}
	return text
}

// formsOf lists what a secret may look like.
func formsOf(secret string) []string {
	forms := []string{secret, html.EscapeString(secret), url.QueryEscape(secret), url.PathEscape(secret)}
	for _, escaped := range forms[2:] {
		forms = append(forms, hexDigits.ReplaceAllStringFunc(escaped, strings.ToLower))
	}
	for _, forPages := range []bool{false, true} {
		quoted := inJSON(secret, forPages)
		forms = append(forms, quoted, strings.ReplaceAll(quoted, "/", `\/`))
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// hexDigits are those of a character in an address.
var hexDigits = regexp.MustCompile(`%[0-9A-F]{2}`)

// inJSON writes a text as it stands between the quotes in JSON, which may be made
// for pages.
func inJSON(text string, forPages bool) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(forPages)
	_ = e.Encode(text) // a text always has a form
	quoted := strings.TrimSpace(b.String())
	return quoted[1 : len(quoted)-1]
}
