package auth

import (
	"crypto/sha256"
	_ "embed" // for the page and its style
	"encoding/base64"
	"errors"
	"html"
	"io"
	"net/http"
	"os"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

var (
	//go:embed pages/page.html
	pageText string
	//go:embed pages/style.css
	styleText string
)

// page is what a person sees in the browser.
type page struct {
	Title  string
	Text   string
	Detail string // somebody else's words, or empty
	Good   bool
}

// render fills in the page. Every text is escaped here; a template engine would
// cost every user of the program memory for one page.
func (p page) render() string {
	class := "bad"
	if p.Good {
		class = "good"
	}
	return os.Expand(pageText, func(name string) string {
		switch name {
		case "style":
			return styleText
		case "class":
			return class
		case "title":
			return html.EscapeString(p.Title)
		case "text":
			return html.EscapeString(p.Text)
		default:
			return html.EscapeString(p.Detail)
		}
	})
}

// show writes a page that nothing is kept of, and that can load and run nothing.
func show(w http.ResponseWriter, status int, p page) {
	style := sha256.Sum256([]byte(styleText))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(style[:])+
		"'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, p.render()) //nolint:gosec // render escapes every text; and a browser that is gone needs no page
}

func successPage() page {
	return page{Title: "Signed in", Text: "The sign-in to Jira worked. You can close this page and go back to where you came from.", Good: true}
}

func strayPage(status int) page {
	if status == http.StatusGone || status == http.StatusConflict {
		return page{Title: "Already answered", Text: "This sign-in has been answered once, which is all that it can be. Nothing has changed."}
	}
	return page{Title: "Not a sign-in", Text: "This address is waiting for a sign-in to Jira, and this request is not it. Nothing has changed.", Detail: http.StatusText(status)}
}

// failurePage says why there is no token, and what can be done here and now. What
// belongs to settings is told where the settings are.
func failurePage(err error) page {
	p := page{Title: "Not signed in", Detail: err.Error()}
	switch {
	case errors.Is(err, ErrDeclined):
		p.Text, p.Detail = "Access to Jira was declined, so nothing was kept. To sign in after all, start again where you came from.", ""
	case errors.Is(err, ErrClosed), errors.Is(err, ErrTimeout):
		p.Text, p.Detail = "This sign-in has ended. To sign in, start again where you came from.", ""
	case isType[*ClientSecretError](err):
		p.Text = "Atlassian does not accept the client secret of this program's app. Correct the setting; to sign in again would not help."
	case isType[*SiteError](err):
		p.Text = "The sign-in worked, but not for the Jira site in the settings. Start again and choose that site, or correct the setting."
	case isType[*ScopeError](err):
		p.Text = "The app lacks a permission for Jira. Add it in Atlassian's developer console, then sign in again."
	case isType[*UnavailableError](err):
		p.Text = "Atlassian could not be reached to finish the sign-in. Start again where you came from."
	case isType[*RefusedError](err), isType[*SignInError](err):
		p.Text = "Atlassian refused the sign-in. Start again where you came from."
	case isType[*safe.PanicError](err):
		p.Text, p.Detail = "This program failed while it signed you in. Its log tells more. Start again where you came from.", ""
	default: // what is left are the errors of the store
		p.Text = "The sign-in worked, but could not be kept."
	}
	return p
}

func isType[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}
