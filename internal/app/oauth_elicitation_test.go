package app_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// line is a client on the other end of a server's pipes.
type line struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
}

// pipe serves the site over pipes until the end of the test.
func (s *signInSite) pipe() *line {
	s.t.Helper()
	in, inW := io.Pipe()
	outR, out := io.Pipe()
	ended := make(chan error, 1)
	mcp := s.start()
	go func() {
		ended <- stdio.Serve(s.t.Context(), mcp, in, out, stdio.Options{Grace: time.Second})
	}()
	s.t.Cleanup(func() {
		_ = inW.Close()
		go func() { _, _ = io.Copy(io.Discard, outR) }() // what is still to come needs somebody who reads it
		if err := <-ended; err != nil {
			s.t.Errorf("Serve: %v", err)
		}
		_ = out.Close()
	})
	return &line{t: s.t, in: inW, out: bufio.NewReader(io.TeeReader(outR, s.shown))}
}

// send sends a request.
func (l *line) send(request string) {
	l.t.Helper()
	if _, err := io.WriteString(l.in, request+"\n"); err != nil {
		l.t.Fatal(err)
	}
}

// answer sends a request and returns what is answered.
func (l *line) answer(request string) signInAnswer {
	l.t.Helper()
	l.send(request)
	return l.next()
}

// next returns the next answer.
func (l *line) next() (answer signInAnswer) {
	l.t.Helper()
	text, err := l.out.ReadBytes('\n')
	if err != nil {
		l.t.Fatal(err)
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		l.t.Fatalf("%v in %s", err, text)
	}
	return answer
}

// signInAnswer is what matters of an answer.
type signInAnswer struct {
	Result struct {
		ResultType    string                  `json:"resultType"`
		IsError       bool                    `json:"isError"`
		RequestState  string                  `json:"requestState"`
		InputRequests map[string]inputRequest `json:"inputRequests"`
		Content       []struct {
			Text string `json:"text"`
		} `json:"content"`
	} `json:"result"`
	Error struct {
		Code int `json:"code"`
		Data struct {
			Elicitations []question `json:"elicitations"`
		} `json:"data"`
	} `json:"error"`
}

type inputRequest struct {
	Method string   `json:"method"`
	Params question `json:"params"`
}

type question struct {
	Mode          string `json:"mode"`
	URL           string `json:"url"`
	Message       string `json:"message"`
	ElicitationID string `json:"elicitationId"`
}

// text is what the result says.
func (a signInAnswer) text() string {
	var parts []string
	for _, part := range a.Result.Content {
		parts = append(parts, part.Text)
	}
	return strings.Join(parts, "\n")
}

const (
	toolCall  = `"name":"retrieveWorklogs","arguments":{"period":"today"}`
	addresses = `{"elicitation":{"url":{}}}`
)

// greeting shakes hands as a client with these capabilities does.
func greeting(capabilities string) string {
	return `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",` +
		`"capabilities":` + capabilities + `,"clientInfo":{"name":"test","version":"1"}}}`
}

// stateless is a tool call of a client with these capabilities.
func stateless(id int, capabilities, more string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{%s,"_meta":{`+
		`"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},`+
		`"io.modelcontextprotocol/clientCapabilities":%s}}}`, id, toolCall+more, capabilities)
}

func handshake() string {
	return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{` + toolCall + `}}`
}

// TestElicitationByError is how a client of the handshake era is asked.
func TestElicitationByError(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	l := s.pipe()
	l.answer(greeting(addresses))
	asked := l.answer(handshake())
	if asked.Error.Code != -32042 || len(asked.Error.Data.Elicitations) != 1 {
		t.Fatalf("%+v", asked)
	}
	q := asked.Error.Data.Elicitations[0]
	if q.Mode != "url" || q.ElicitationID == "" || q.Message == "" {
		t.Errorf("%+v", q)
	}
	s.decide(s.address(q.URL), s.Consent)
	if done := l.answer(handshake()); done.Result.IsError || done.Error.Code != 0 || done.text() == "" {
		t.Errorf("%+v", done)
	}
}

// TestElicitationByResult is how a client of the stateless era is asked. Its
// second call may come while the person is still at it.
func TestElicitationByResult(t *testing.T) {
	t.Parallel()
	s := newSignInSite(t)
	l := s.pipe()
	asked := l.answer(stateless(1, addresses, "")).Result
	if asked.ResultType != "input_required" || len(asked.InputRequests) != 1 {
		t.Fatalf("%+v", asked)
	}
	for key, request := range asked.InputRequests {
		q := request.Params
		if diff := cmp.Diff([]string{"elicitation/create", "url"}, []string{request.Method, q.Mode}); diff != "" {
			t.Error(diff)
		}
		l.send(stateless(2, addresses, `,"inputResponses":{"`+key+`":{"action":"accept"}},"requestState":"`+asked.RequestState+`"`))
		s.decide(s.address(q.URL), s.Consent)
		if done := l.next(); done.Result.ResultType != "complete" || done.Result.IsError || done.text() == "" {
			t.Errorf("%+v", done)
		}
	}
}

// TestElicitationDeclined answers at once when the person does not want to.
func TestElicitationDeclined(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"decline", "cancel"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			s := newSignInSite(t)
			l := s.pipe()
			asked := l.answer(stateless(1, addresses, "")).Result
			if len(asked.InputRequests) != 1 {
				t.Fatalf("%+v", asked)
			}
			for key := range asked.InputRequests {
				done := l.answer(stateless(2, addresses, `,"inputResponses":{"`+key+`":{"action":"`+action+`"}}`))
				if !done.Result.IsError || !strings.Contains(done.text(), "did not want to sign in") {
					t.Errorf("%+v", done)
				}
			}
		})
	}
}

// TestElicitationNotDeclared gives the address as text to clients that cannot
// show it, or have only declared that they show forms.
func TestElicitationNotDeclared(t *testing.T) {
	t.Parallel()
	for _, capabilities := range []string{`{}`, `{"elicitation":{}}`, `{"elicitation":{"form":{}}}`} {
		t.Run(capabilities, func(t *testing.T) {
			t.Parallel()
			s := newSignInSite(t)
			old := s.pipe()
			old.answer(greeting(capabilities))
			first := old.answer(handshake())
			if !first.Result.IsError || first.Error.Code != 0 {
				t.Errorf("%+v", first)
			}
			second := old.answer(stateless(2, capabilities, ""))
			if !second.Result.IsError || second.Result.ResultType != "complete" {
				t.Errorf("%+v", second)
			}
			if s.address(first.text()) != s.address(second.text()) {
				t.Error("two sign-ins for one person")
			}
		})
	}
}
