package auth

import (
	"crypto/subtle"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
)

const callbackPath = "/callback"

// callback is what the browser brings: a code, or why there is none.
type callback struct {
	code                 string
	refusal, description string
}

// ServeHTTP answers the one callback that this sign-in waits for, when it is over,
// and refuses everything else without an effect.
func (d *desk) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	c, stray := d.read(req)
	if stray != 0 {
		d.refuse(w, stray)
		return
	}
	if d.over() {
		d.refuse(w, http.StatusGone)
		return
	}
	if !d.taken.CompareAndSwap(false, true) {
		d.refuse(w, http.StatusConflict)
		return
	}
	d.callbacks <- c
	select {
	case <-d.decided:
		answer(w, d.outcome)
	case <-req.Context().Done(): // the browser left; the sign-in goes on
	}
}

// read returns the callback, or the status with which a stray request is refused.
func (d *desk) read(req *http.Request) (callback, int) {
	switch {
	case !d.here(req.Host):
		return callback{}, http.StatusMisdirectedRequest
	case req.URL.Path != callbackPath:
		return callback{}, http.StatusNotFound
	case req.Method != http.MethodGet:
		return callback{}, http.StatusMethodNotAllowed
	case !navigation(req.Header):
		return callback{}, http.StatusForbidden
	case len(req.URL.RawQuery) > maxQuery:
		return callback{}, http.StatusRequestURITooLong
	}
	query, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return callback{}, http.StatusBadRequest
	}
	for _, name := range []string{"state", "code", "error", "error_description"} {
		if len(query[name]) > 1 {
			return callback{}, http.StatusBadRequest
		}
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(d.state)) != 1 {
		return callback{}, http.StatusBadRequest
	}
	c := callback{code: query.Get("code"), refusal: query.Get("error"), description: query.Get("error_description")}
	if c.refusal == "" && !usable(c.code) {
		return callback{}, http.StatusBadRequest
	}
	return c, 0
}

// here reports whether host names this desk. A page elsewhere can make a name of
// its own point to this computer, but cannot make the browser hide that name.
func (d *desk) here(host string) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil || port != strconv.Itoa(d.port) {
		return false
	}
	return name == "localhost" || name == "127.0.0.1" || name == "::1"
}

// navigation reports whether a request comes from somebody's address bar or from
// following a link, as far as the browser tells, and not from a script, a frame, an
// image, or in advance.
func navigation(h http.Header) bool {
	mode, dest := h.Get("Sec-Fetch-Mode"), h.Get("Sec-Fetch-Dest")
	ahead := h.Get("Sec-Purpose") != "" || h.Get("Purpose") != ""
	return !ahead && (mode == "" || mode == "navigate") && (dest == "" || dest == "document")
}

// refuse answers a stray request. Nothing of it is logged but the outcome.
func (d *desk) refuse(w http.ResponseWriter, status int) {
	d.logger.Debug("refused a stray request to the callback", slog.Int("status", status))
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodGet)
	}
	show(w, status, strayPage(status))
}

// answer tells the person in the browser how the sign-in ended.
func answer(w http.ResponseWriter, outcome error) {
	if outcome != nil {
		show(w, http.StatusBadRequest, failurePage(outcome))
		return
	}
	show(w, http.StatusOK, successPage())
}
