package sim

import (
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// ServeHTTP answers a request by its path alone: /4/… is Tempo; /rest/… and
// /_edge/… are the Jira site; /ex/jira/… and /oauth/token/accessible-resources
// are the gateway; the rest, such as /authorize, belongs to signing in. With StrictHost it goes by
// the host as well.
func (s *Sim) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := drain(req)
	if err != nil {
		return
	}
	to := serviceAt(req.URL.Path)
	if s.StrictHost {
		host, _, err := net.SplitHostPort(req.Host)
		if err != nil {
			host = req.Host
		}
		to = s.serviceOf(host)
	}
	if to == unknownService {
		http.Error(w, http.StatusText(http.StatusMisdirectedRequest), http.StatusMisdirectedRequest)
		return
	}
	scheme := "http://"
	if req.TLS != nil {
		scheme = "https://"
	}
	out := s.exchange(req.Context(), newCall(req, to, scheme+req.Host, body))
	if out.err != nil {
		panic(http.ErrAbortHandler) // net/http's way to close the connection without an answer
	}
	out.write(w)
}

func serviceAt(path string) service {
	switch {
	case strings.HasPrefix(path, "/4/"):
		return tempoService
	case strings.HasPrefix(path, "/rest/"), strings.HasPrefix(path, "/_edge/"):
		return siteService
	case strings.HasPrefix(path, "/ex/"), path == "/oauth/token/accessible-resources":
		return gatewayService
	default:
		return signInService
	}
}

func (o outcome) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), o.headers())
	if o.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(o.body)))
	}
	w.WriteHeader(o.status)
	if !o.cut {
		_, _ = w.Write(o.body) // a client that has gone needs no answer
		return
	}
	_, _ = w.Write(o.body[:len(o.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
