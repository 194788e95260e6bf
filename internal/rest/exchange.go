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
	"strings"
	"sync/atomic"
)

// exchange is what is known about one attempt besides its answer. The
// transport may still report to it after the attempt has ended.
type exchange struct {
	asked   atomic.Bool // a connection was asked for
	got     atomic.Bool // and there was one
	secrets atomic.Pointer[[]string]
}

type exchangeKey struct{}

// begin returns a context whose requests report to a new exchange.
func begin(ctx context.Context) (context.Context, *exchange) {
	ex := &exchange{}
	ctx = context.WithValue(ctx, exchangeKey{}, ex)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { ex.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { ex.got.Store(true) },
	}), ex
}

func exchangeOf(req *http.Request) *exchange {
	ex, _ := req.Context().Value(exchangeKey{}).(*exchange)
	return ex
}

// signed remembers which credential was sent, so that it can be kept out of
// messages.
func (ex *exchange) signed(header string) {
	if secrets := secretsOf(header); ex != nil {
		ex.secrets.Store(&secrets)
	}
}

// hidden lists what must not be shown.
func (ex *exchange) hidden() []string {
	if secrets := ex.secrets.Load(); secrets != nil {
		return *secrets
	}
	return nil
}

// safe returns err, or its text alone when that shows a credential.
func (ex *exchange) safe(err error) error {
	for _, secret := range ex.hidden() {
		if strings.Contains(err.Error(), secret) {
			return errors.New(clean(err.Error(), ex.hidden()))
		}
	}
	return err
}

// unsent reports whether err means that nothing reached the service. When in
// doubt it says no.
func (ex *exchange) unsent(err error) bool {
	if ex.asked.Load() && !ex.got.Load() {
		return true
	}
	if hopeless(err) {
		return true
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && slices.Contains([]string{"dial", "proxyconnect", "socks connect"}, op.Op)
}

// hopeless reports whether the same would happen again: no credential, an
// unknown host, a certificate that is not trusted, or what the transport knows to
// be permanent.
func hopeless(err error) bool {
	if _, ok := errors.AsType[*signError](err); ok {
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
