package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync/atomic"
)

// trace is what is known about one attempt besides its answer. The transport may
// still report to it after the attempt has ended.
type trace struct {
	begun   atomic.Bool // the request was complete and signed
	asked   atomic.Bool // a connection was asked for
	got     atomic.Bool // and there was one
	secrets atomic.Pointer[[]string]
}

type traceKey struct{}

// withTrace returns a context whose requests report to a new trace.
func withTrace(ctx context.Context) (context.Context, *trace) {
	tr := &trace{}
	ctx = context.WithValue(ctx, traceKey{}, tr)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { tr.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { tr.got.Store(true) },
	}), tr
}

func traceOf(req *http.Request) *trace {
	tr, _ := req.Context().Value(traceKey{}).(*trace)
	return tr
}

// begin notes that a request is complete and signed, and its Authorization header,
// which is to be kept out of messages.
func (tr *trace) begin(authorization string) {
	secrets := partsOf(authorization)
	tr.secrets.Store(&secrets)
	tr.begun.Store(true)
}

// secretParts lists the parts of the credential, which must not be shown.
func (tr *trace) secretParts() []string {
	if secrets := tr.secrets.Load(); secrets != nil {
		return *secrets
	}
	return nil
}

// unsent reports whether err means that nothing reached the service. When in
// doubt it says no.
func (tr *trace) unsent(err error) bool {
	if tr.asked.Load() && !tr.got.Load() || tr.hopeless(err) {
		return true
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && slices.Contains([]string{"dial", "proxyconnect", "socks connect"}, op.Op)
}

// hopeless reports whether nothing was sent and the same would happen again: a
// body that cannot be encoded, no credential, an unknown host, a certificate that is
// not trusted, or what the transport knows to be permanent.
func (tr *trace) hopeless(err error) bool {
	if !tr.begun.Load() {
		return true
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return true
	}
	if final, ok := errors.AsType[interface {
		error
		Permanent() bool
	}](err); ok && final.Permanent() {
		return true
	}
	return untrusted(err)
}

// untrusted reports whether the service's certificate was refused.
func untrusted(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.CertificateInvalidError](err)
	return ok
}
