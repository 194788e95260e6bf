package stdio_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

// ask is a tool that wants the user's word, for at most a minute.
func ask(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": 1}); err != nil {
		return "", err
	}
	answer, err := s.RequestElicitation(ctx, mcpgo.ElicitationRequest{Params: mcpgo.ElicitationParams{
		Message: "Sure?", RequestedSchema: map[string]any{"type": "object"},
	}})
	if err != nil {
		return "not asked: " + err.Error(), nil
	}
	said := []any{}
	if answer.Content != nil {
		said = append(said, answer.Content)
	}
	return fmt.Sprint(answer.Action, " ", said), nil
}

const (
	progressed = `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}`
	asked      = `{"jsonrpc":"2.0","id":"server-1","method":"elicitation/create","params":{"message":"Sure?","requestedSchema":{"type":"object"}}}`
)

func TestElicitation(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		reply []string
		want  string
	}{
		"accepted": {[]string{`{"jsonrpc":"2.0","id":"server-1","result":{"action":"accept","content":{"a":"b"}}}`}, "accept [map[a:b]]"},
		"declined": {[]string{`{"jsonrpc":"2.0","id":"server-1","result":{"action":"decline"}}`}, "decline []"},
		"refused": {
			[]string{`{"jsonrpc":"2.0","id":"server-1","error":{"code":-1,"message":"no window"}}`},
			"not asked: the client refused to ask: no window",
		},
		"nonsense": {
			[]string{`{"jsonrpc":"2.0","id":"server-1","result":5}`},
			"not asked: the client's answer to elicitation/create: json: cannot unmarshal number into Go value of type mcp.ElicitationResult",
		},
		"others first, then twice": {
			[]string{
				`{"jsonrpc":"2.0","id":"server-2","result":{"action":"decline"}}`, `{"jsonrpc":"2.0","id":1,"result":{"action":"decline"}}`,
				`{"jsonrpc":"2.0","id":"server-1","result":{"action":"cancel"}}`, `{"jsonrpc":"2.0","id":"server-1","result":{"action":"accept"}}`,
			}, "cancel []",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, newMCP(map[string]handler{"ask": ask}), stdio.Options{MaxInFlight: 1})
				c.shake()
				c.send(call(1, "ask"))
				c.want(progressed, asked)
				c.send(tt.reply...)
				c.want(result(1, tt.want))
				c.hangUp()
			})
		})
	}
}

func TestElicitationWithoutAnswer(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		act  func(c *conn)
		want []string
		took time.Duration
	}{
		"client cancels": {func(c *conn) { c.send(cancelNote(1)) }, nil, 0},
		"input ends":     {func(c *conn) { _ = c.in.Close() }, []string{result(1, "not asked: the client cannot answer any more")}, 0},
		"context done":   {func(c *conn) { c.stop() }, []string{result(1, "not asked: the client cannot answer any more")}, 0},
		"tool gives up": {func(*conn) { time.Sleep(2 * time.Minute) }, []string{
			cancelNote(`"server-1"`),
			result(1, "not asked: context deadline exceeded"),
		}, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := dial(t, newMCP(map[string]handler{"ask": ask}), stdio.Options{})
				c.shake()
				c.send(call(1, "ask"))
				c.want(progressed, asked)
				start := time.Now()
				tt.act(c)
				c.hangUp(tt.want...)
				if took := time.Since(start); took != tt.took {
					t.Errorf("ended after %v, want %v", took, tt.took)
				}
			})
		})
	}
}

func TestElicitationNotDeclared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, newMCP(map[string]handler{"ask": ask}), stdio.Options{})
		c.send(strings.Replace(hello, `"elicitation":{}`, "", 1))
		c.next()
		c.send(call(1, "ask"))
		c.want(progressed, result(1, "not asked: session does not support elicitation"))
		c.hangUp()
	})
}

func TestLogging(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"log": func(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
		return "done", errors.Join(
			s.SendLogMessageToClient(ctx, mcpgo.NewLoggingMessageNotification(mcpgo.LoggingLevelInfo, "x", "info")),
			s.SendLogMessageToClient(ctx, mcpgo.NewLoggingMessageNotification(mcpgo.LoggingLevelError, "x", "error")),
		)
	}})
	logged := func(level string) string {
		return fmt.Sprintf(`{"jsonrpc":"2.0","method":"notifications/message","params":{"data":%q,"level":%q,"logger":"x"}}`, level, level)
	}
	setLevel := `{"jsonrpc":"2.0","id":0,"method":"logging/setLevel","params":{"level":"info"}}`
	done := modernResult(1, "done")
	for name, tt := range map[string]struct {
		input []string
		want  []string
	}{
		"handshake, by itself":  {[]string{hello, call(1, "log")}, []string{logged("error"), result(1, "done")}},
		"handshake, level set":  {[]string{hello, setLevel, call(1, "log")}, []string{`{"jsonrpc":"2.0","id":0,"result":{}}`, logged("info"), logged("error"), result(1, "done")}},
		"newer era, by itself":  {[]string{ping, modern(1, "tools/call", `"name":"log"`, "")}, []string{done}},
		"newer era, level sent": {[]string{ping, modern(1, "tools/call", `"name":"log"`, `,"io.modelcontextprotocol/logLevel":"info"`)}, []string{logged("info"), logged("error"), done}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff(t, answers(t, s, stdio.Options{}, strings.NewReader(strings.Join(tt.input, "\n")))[1:], tt.want)
		})
	}
}

// modern returns a request of the stateless era.
func modern(id any, method, params, meta string) string {
	if params != "" {
		params += ","
	}
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%v,"method":%q,"params":{%s"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",`+
		`"io.modelcontextprotocol/clientInfo":{"name":"client %v","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}%s}}}`, id, method, params, id, meta)
}

const serverInfo = `"io.modelcontextprotocol/serverInfo":{"name":"test","version":"1"}`

func modernResult(id any, text string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%v,"result":{"_meta":{%s},"content":[{"type":"text","text":%q}],"resultType":"complete"}}`, id, serverInfo, text)
}

func TestNewerEra(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		s := newMCP(map[string]handler{"who": func(ctx context.Context, s *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
			err := s.SendNotificationToClient(ctx, "notifications/progress", map[string]any{"progress": 1})
			<-hold
			return mcpserver.ClientSessionFromContext(ctx).(mcpserver.SessionWithClientInfo).GetClientInfo().Name, err
		}})
		c := dial(t, s, stdio.Options{})
		c.send(modern(1, "server/discover", "", ""))
		if line := c.next(); !strings.Contains(line, `"resultType":"complete"`) || !strings.Contains(line, `"2026-07-28"`) {
			t.Errorf("server/discover: %s", line)
		}
		c.send(modern(2, "tools/call", `"name":"who"`, ""))
		c.want(progressed)
		c.send(modern(3, "tools/call", `"name":"who"`, ""))
		c.want(progressed)
		hold <- struct{}{}
		hold <- struct{}{}
		got := []string{c.next(), c.next()}
		if got[0] > got[1] {
			got[0], got[1] = got[1], got[0]
		}
		diff(t, got, []string{modernResult(2, "client 2"), modernResult(3, "client 3")})
		s.SendNotificationToAllClients("notifications/tools/list_changed", nil)
		c.quiet() // has not subscribed
		c.hangUp()
	})
}

// TestNewerEraShapesNoConnection holds that what a request of the newer era says about its
// client stays with it, also where its method is one of the handshake's.
func TestNewerEraShapesNoConnection(t *testing.T) {
	t.Parallel()
	s := newMCP(map[string]handler{"who": func(ctx context.Context, _ *mcpserver.MCPServer, _ mcpgo.CallToolRequest) (string, error) {
		return "client: " + mcpserver.ClientSessionFromContext(ctx).(mcpserver.SessionWithClientInfo).GetClientInfo().Name, nil
	}})
	for _, method := range []string{"initialize", "logging/setLevel"} {
		got := answers(t, s, stdio.Options{}, strings.NewReader(modern(0, method, "", "")+"\n"+call(1, "who")))
		if len(got) != 2 || !strings.Contains(got[0], `"code":-32601`) || got[1] != result(1, "client: ") {
			t.Errorf("%s: %q", method, got)
		}
	}
}

func TestSubscription(t *testing.T) {
	t.Parallel()
	const (
		wish = `"notifications":{"toolsListChanged":true}`
		id   = "9007199254740993"
		tag  = `"io.modelcontextprotocol/subscriptionId":` + id
	)
	ack := fmt.Sprintf(`{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":{%s},%s}}`, tag, wish)
	changed := fmt.Sprintf(`{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{%s}}}`, tag)
	closed := fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":{"_meta":{%s,%s},"resultType":"complete"}}`, id, serverInfo, tag)
	for name, tt := range map[string]struct {
		act  func(c *conn)
		want []string
	}{
		"input ends":     {func(*conn) {}, []string{closed}},
		"context done":   {func(c *conn) { c.stop() }, []string{closed}},
		"client cancels": {func(c *conn) { c.send(cancelNote(id)) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newMCP(map[string]handler{"pause": pause})
				c := dial(t, s, stdio.Options{MaxInFlight: 1})
				c.send(modern(id, "subscriptions/listen", wish, ""))
				c.want(ack)
				c.send(modern(2, "tools/call", `"name":"pause"`, ""))
				c.want(modernResult(2, "rested"))
				s.SendNotificationToAllClients("notifications/tools/list_changed", nil)
				s.SendNotificationToAllClients("notifications/prompts/list_changed", nil)
				c.want(changed)
				start := time.Now()
				tt.act(c)
				c.hangUp(tt.want...)
				if took := time.Since(start); took != 0 {
					t.Errorf("ended after %v, want at once", took)
				}
			})
		})
	}
}
