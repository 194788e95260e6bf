package sim

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"
)

// The ids of the form and its buttons are for tests that drive a browser. The
// pages are put together by hand, because a template engine in the binary would
// cost every user of the server memory.
const consentHTML = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Authorize app</title></head>
<body>
<h1>%s wants to use your Atlassian account</h1>
<p>%s on %s</p>
<ul>%s</ul>
<form id="consent" method="post" action="/authorize">
<input type="hidden" name="ticket" value="%s">
<button id="accept" type="submit" name="decision" value="accept">Accept</button>
<button id="decline" type="submit" name="decision" value="decline">Cancel</button>
</form>
</body>
</html>
`

const errorHTML = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Something went wrong</title></head>
<body>
<h1>Something went wrong</h1>
<p>Error: <code id="error">%s</code></p>
<p id="description">%s</p>
</body>
</html>
`

// consentPage shows what an app asks for.
func (s *Sim) consentPage(ticket string) answer {
	g := s.signIn.pending[ticket].grant
	var sites []string
	for _, site := range s.site.sites {
		sites = append(sites, site.URL)
	}
	var scopes strings.Builder
	for _, scope := range g.scopes {
		fmt.Fprintf(&scopes, "\n<li>%s</li>", html.EscapeString(scope))
	}
	return page(http.StatusOK, fmt.Sprintf(consentHTML, html.EscapeString(g.clientID), Email,
		html.EscapeString(strings.Join(sites, ", ")), scopes.String(), html.EscapeString(ticket)))
}

// errorPage shows why there is no consent page.
func errorPage(err error) answer {
	refusal := &signInError{http.StatusInternalServerError, "server_error", err.Error()}
	errors.As(err, &refusal)
	return page(refusal.status, fmt.Sprintf(errorHTML, html.EscapeString(refusal.code), html.EscapeString(refusal.text)))
}

func page(status int, text string) answer {
	return answer{status: status, contentType: htmlType, header: http.Header{"Cache-Control": {"no-store"}}, body: []byte(text)}
}
