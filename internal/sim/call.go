package sim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

type service int

const (
	unknownService service = iota
	tempoService
	siteService
	gatewayService
	signInService
)

// call is a request on its way through a service.
type call struct {
	req     *http.Request // its body has been read already
	service service
	host    string
	base    string   // scheme and host that were called
	path    []string // decoded segments
	query   url.Values
	body    []byte
	args    []string // what stands in the place of the route's wildcards
	site    Site     // that is called, of Jira
	caller  string   // account id of whose credentials came along

	writesTo int64 // the issue whose time a Tempo write changes, 0 for none
	bulk     bool
	conflict bool // another bulk request for that issue is running
	partial  int  // entries that a bulk request writes before it fails
}

func newCall(req *http.Request, to service, base string, body []byte) *call {
	c := &call{req: req, service: to, host: req.Host, base: base, body: body, query: req.URL.Query()}
	if c.host == "" {
		c.host = req.URL.Host
	}
	for segment := range strings.SplitSeq(strings.TrimPrefix(req.URL.EscapedPath(), "/"), "/") {
		decoded, err := url.PathUnescape(segment)
		if err != nil {
			decoded = segment
		}
		c.path = append(c.path, decoded)
	}
	return c
}

// failure is the usual error body of the service that is called.
func (c *call) failure(status int, message string) answer {
	switch c.service {
	case tempoService:
		return tempoFailure(ErrorArray, status, message)
	case signInService:
		return signInFailure(c, status, message)
	default:
		return jiraFailure(status, message)
	}
}

// locate finds out which issue a Tempo write is about.
func (s *Sim) locate(c *call) {
	if c.service != tempoService || c.req.Method == http.MethodGet || len(c.path) < 2 || c.path[1] != "worklogs" {
		return
	}
	switch {
	case len(c.path) == 2: // create
		var body struct {
			IssueID int64 `json:"issueId"`
		}
		if json.Unmarshal(c.body, &body) == nil {
			c.writesTo = body.IssueID
		}
	case len(c.path) == 5 && c.path[4] == "bulk":
		c.writesTo, c.bulk = number(c.path[3])
	case len(c.path) == 3: // update, delete
		s.site.mu.Lock()
		defer s.site.mu.Unlock()
		id, _ := number(c.path[2])
		if e, ok := s.site.worklogs.byID[id]; ok {
			c.writesTo = e.IssueID
		}
	}
	c.bulk = c.bulk && c.writesTo != 0
}

// route is an operation of a service.
type route struct {
	method  string
	pattern []string // "{}" stands for any segment
	run     func(*Sim, *call) answer
	params  []string // query parameters that it knows
}

// on makes a route. Of several that match, the first one counts.
func on(method, pattern string, run func(*Sim, *call) answer, params ...string) route {
	return route{method: method, pattern: strings.Split(pattern, "/"), run: run, params: params}
}

// find returns the operation that a request asks for. When there is none, the
// status says whether at least the path exists.
func find(routes []route, method string, path []string) (r route, args []string, status int) {
	status = http.StatusNotFound
	for _, r := range routes {
		args, ok := match(r.pattern, path)
		if !ok {
			continue
		}
		if r.method == method {
			return r, args, http.StatusOK
		}
		status = http.StatusMethodNotAllowed
	}
	return route{}, nil, status
}

func match(pattern, path []string) (args []string, ok bool) {
	if len(pattern) != len(path) {
		return nil, false
	}
	for i, p := range pattern {
		switch {
		case p == "{}":
			args = append(args, path[i])
		case p != path[i]:
			return nil, false
		}
	}
	return args, true
}

// unknownParam returns a query parameter that the operation does not know.
func (r route) unknownParam(query url.Values) (name string, found bool) {
	for name := range query {
		if !slices.Contains(r.params, name) {
			return name, true
		}
	}
	return "", false
}
