package rest

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// secretsOf lists what must not be shown of a request and its answer: the client's
// secrets, and the parts of the credential that the request was signed with.
func (c *Client) secretsOf(tr *trace) []string {
	if c.secrets == nil {
		return tr.secretParts()
	}
	return slices.Concat(c.secrets.list(), tr.secretParts())
}

// withoutSecrets returns err, or its text alone when that shows a secret. A panic
// stays one.
func (c *Client) withoutSecrets(tr *trace, err error) error {
	secrets := c.secretsOf(tr)
	if hide(err.Error(), secrets) == err.Error() {
		return err
	}
	if p, ok := errors.AsType[*safe.PanicError](err); ok {
		return &safe.PanicError{Value: clean(fmt.Sprint(p.Value), secrets), Stack: p.Stack}
	}
	return errors.New(clean(err.Error(), secrets))
}

// partsOf lists what must not be shown of an Authorization header: the value, the
// token in it, and what a Basic token was made of.
func partsOf(header string) []string {
	scheme, token, _ := strings.Cut(header, " ")
	parts := []string{header, token}
	if strings.EqualFold(scheme, "Basic") {
		plain, _ := base64.StdEncoding.DecodeString(token)
		_, password, _ := strings.Cut(string(plain), ":")
		parts = append(parts, string(plain), password)
	}
	return parts
}
