package rest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxBody is how much of a body is read.
const MaxBody = 32 << 20

// Why a success could not be read.
var (
	errTooLarge = errors.New("body too large")
	errHTML     = errors.New("HTML in place of JSON")
	errTrailing = errors.New("something follows the JSON value")
)

// accepted reads the body of a success into the call's output.
func (c *Client) accepted(ctx context.Context, cl call, tr *trace, resp *http.Response) *Error {
	body := &bounded{from: resp.Body, left: MaxBody}
	reader := bufio.NewReader(body)
	err := errHTML
	html := isHTML(resp, reader)
	switch {
	case cl.out != nil && resp.ContentLength > MaxBody:
		err = errTooLarge // there is no need to read it to know
	case !html:
		err = decode(reader, cl.out)
	}
	if body.left < 0 {
		err = errTooLarge
	}
	if err == nil {
		return nil
	}
	failure := c.fail(cl, KindBadBody, c.withoutSecrets(tr, err))
	failure.Status = resp.StatusCode
	switch {
	case html:
		start, _ := io.ReadAll(io.LimitReader(reader, maxErrorBody))
		failure.readPage(start, c.secretsOf(tr))
		failure.permanent = true
	case errors.Is(err, errTooLarge):
		failure.Kind, failure.cause, failure.permanent = KindTooLarge, nil, true
	case outOfTime(ctx, err):
		failure.Kind = KindTimeout
	case mistyped(err):
		failure.permanent = true
	}
	return failure
}

// decode reads one JSON value and nothing else.
func decode(body io.Reader, out any) error {
	if out == nil {
		return nil
	}
	decoder := jsontext.NewDecoder(body, lenient)
	if err := json.UnmarshalDecode(decoder, out); err != nil {
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF // "EOF" alone says nothing
		}
		if wrong, ok := errors.AsType[*json.SemanticError](err); ok {
			return &typeError{at: string(wrong.JSONPointer)}
		}
		return err
	}
	// The value is complete; a connection that breaks behind it does not matter.
	_, err := decoder.ReadToken()
	if _, syntax := errors.AsType[*jsontext.SyntacticError](err); err == nil || syntax {
		return errTrailing
	}
	return nil
}

// lenient takes what services send even where it is not quite JSON.
var lenient = jsontext.AllowInvalidUTF8(true)

// typeError says where a body holds another type than is expected. The library's
// own error is worded differently from one process to the next, on purpose.
type typeError struct{ at string }

func (e *typeError) Error() string { return "wrong type at " + strconv.Quote(e.at) }

// mistyped reports a body that came whole and would come the same again.
func mistyped(err error) bool {
	_, ok := errors.AsType[*typeError](err)
	return ok || errors.Is(err, errTrailing)
}

// isHTML reports whether the body is a web page, by its type or its start.
func isHTML(resp *http.Response, body *bufio.Reader) bool {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if resp.StatusCode == http.StatusNoContent {
		return false
	}
	if media == "text/html" || media == "application/xhtml+xml" {
		return true
	}
	start, _ := body.Peek(64)
	return bytes.HasPrefix(bytes.TrimSpace(start), []byte("<"))
}

// bounded reads up to a limit, and makes more than that an error.
type bounded struct {
	from io.Reader
	left int64 // negative once the limit was passed
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooLarge
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left+1)])
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, errTooLarge
	}
	return n, err
}
