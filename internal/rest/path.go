package rest

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// Path builds a path from segments, each of them escaped, so that an id can
// add neither a segment nor a query. A segment that is empty, "." or ".."
// makes a path that the client refuses to send.
func Path(segments ...string) string {
	var path strings.Builder
	for _, segment := range segments {
		path.WriteByte('/')
		path.WriteString(url.PathEscape(segment))
	}
	return path.String()
}

// checkPath refuses what could lead to another path than the one written.
func checkPath(path string) error {
	rest, rooted := strings.CutPrefix(path, "/")
	if !rooted || strings.ContainsAny(path, "?#\\") {
		return fmt.Errorf("path %q: not a plain path", path)
	}
	for segment := range strings.SplitSeq(rest, "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return fmt.Errorf("path %q: %w", path, err)
		}
		switch plain {
		case "", ".", "..":
			return fmt.Errorf("path %q: segment %q is not allowed", path, plain)
		}
	}
	return nil
}

// parseBase reads a base URL and drops the slash at its end. Its errors do not
// repeat the URL, which may hold a password.
func parseBase(text string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return nil, errors.New("not a URL")
	}
	switch {
	case base.Hostname() == "":
		return nil, errors.New("needs a scheme and a host, such as https://example.com")
	case base.User != nil:
		return nil, errors.New("must not contain a user name or password")
	case base.RawQuery != "" || base.ForceQuery || base.Fragment != "":
		return nil, errors.New("must not contain a query or a fragment")
	case !secure(base):
		return nil, errors.New("must be https (http is for loopback only)")
	}
	base.Path = strings.TrimRight(base.Path, "/")
	base.RawPath = strings.TrimRight(base.RawPath, "/")
	return base, nil
}

// secure reports whether what is sent to u stays private: by https, or because
// it does not leave the machine.
func secure(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// sameOrigin compares scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}
