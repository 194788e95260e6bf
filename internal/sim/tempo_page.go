package sim

import (
	"net/http"
	"strconv"
	"strings"
)

const (
	defaultLimit = 50
	maxLimit     = 5000
)

// paged answers the page of list that the request asks for. Each item is
// appended to the answer by write.
func paged[T any](s *Sim, c *call, list []T, write func(b []byte, item T) []byte) answer {
	offset, err := paramNumber(c.query, "offset", 0, 0)
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	limit, err := paramNumber(c.query, "limit", defaultLimit, 1)
	if err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	if limit > maxLimit {
		return s.refuse(http.StatusBadRequest, "'limit' must not be above 5000")
	}
	page := list[min(offset, len(list)):]
	page = page[:min(limit, len(page))]

	b := make([]byte, 0, 1024+800*len(page))
	b = append(b, `{"self":`...)
	b = appendText(b, c.pageURL(offset, limit))
	b = append(b, `,"metadata":{"count":`...)
	b = strconv.AppendInt(b, int64(len(page)), 10)
	b = append(b, `,"offset":`...)
	b = strconv.AppendInt(b, int64(offset), 10)
	b = append(b, `,"limit":`...)
	b = strconv.AppendInt(b, int64(limit), 10)
	if offset+len(page) < len(list) {
		b = append(b, `,"next":`...)
		b = appendText(b, c.pageURL(offset+limit, limit))
	}
	if offset > 0 {
		b = append(b, `,"previous":`...)
		b = appendText(b, c.pageURL(max(0, offset-limit), limit))
	}
	b = append(b, `},"results":[`...)
	for i, item := range page {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, item)
	}
	b = append(b, "]}"...)
	return answer{status: http.StatusOK, contentType: jsonType, body: b}
}

// pageURL is the address of a page of what was asked for, on the host that was
// called.
func (c *call) pageURL(offset, limit int) string {
	var query []string
	for part := range strings.SplitSeq(c.req.URL.RawQuery, "&") {
		if name, _, _ := strings.Cut(part, "="); name != "" && name != "offset" && name != "limit" {
			query = append(query, part)
		}
	}
	query = append(query, "offset="+strconv.Itoa(offset), "limit="+strconv.Itoa(limit))
	return c.self() + "?" + strings.Join(query, "&")
}

// self is the address that was called, without its query.
func (c *call) self() string { return c.base + c.req.URL.EscapedPath() }

// complete answers a list that comes at once.
func complete[T any](c *call, list []T) answer {
	self := c.self()
	if c.req.URL.RawQuery != "" {
		self += "?" + c.req.URL.RawQuery
	}
	return ok(object{"self": self, "metadata": object{"count": len(list)}, "results": list})
}

// appendJSON appends any value as JSON.
func appendJSON[T any](b []byte, v T) []byte { return append(b, encode(v)...) }

// appendText appends a string as JSON.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendJSON(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
