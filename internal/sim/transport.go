package sim

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
)

const (
	tempoHost   = "api.tempo.io"
	tempoEUHost = "api.eu.tempo.io"
	tempoUSHost = "api.us.tempo.io"
	gatewayHost = "api.atlassian.com"
	signInHost  = "auth.atlassian.com"
)

func (s *Sim) serviceOf(host string) service {
	switch host {
	case tempoHost, tempoEUHost, tempoUSHost:
		return tempoService
	case gatewayHost:
		return gatewayService
	case signInHost:
		return signInService
	default:
		if s.hasSite(host) {
			return siteService
		}
		return unknownService
	}
}

// RoundTrip answers a request to one of the services' hosts. Any other host
// does not exist.
func (s *Sim) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := drain(req)
	if err != nil {
		return nil, err
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	host := req.URL.Hostname()
	to := s.serviceOf(host)
	if to == unknownService {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	out := s.exchange(req.Context(), newCall(req, to, req.URL.Scheme+"://"+req.URL.Host, body))
	if out.err != nil {
		return nil, out.err
	}
	return out.response(req), nil
}

// drain reads and closes the body of a request.
func drain(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(req.Body)
	if closeErr := req.Body.Close(); err == nil {
		err = closeErr
	}
	return body, err
}

func (o outcome) response(req *http.Request) *http.Response {
	var body io.Reader = bytes.NewReader(o.body)
	if o.cut {
		body = io.MultiReader(bytes.NewReader(o.body[:len(o.body)/2]), brokenReader{})
	}
	header := o.headers()
	header.Set("Content-Length", strconv.Itoa(len(o.body)))
	return &http.Response{
		Status:        strconv.Itoa(o.status) + " " + http.StatusText(o.status),
		StatusCode:    o.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          io.NopCloser(body),
		ContentLength: int64(len(o.body)),
		Request:       req,
	}
}

// brokenReader is the end of a body whose connection has broken.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
