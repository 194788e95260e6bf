package mcp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/mcp/stdio"
)

var errGiven = errors.New("that is no period")

// site is a server of which everything that is called bad complains about what it was
// given, everything that is called broken fails, and everything that is called boom panics.
func site() *mcpserver.MCPServer {
	s := mcpserver.NewMCPServer("test", "1", mcpserver.WithToolCapabilities(false), mcpserver.WithPromptCapabilities(false),
		mcpserver.WithResourceCapabilities(false, false), mcpserver.WithCompletions(),
		mcpserver.WithPromptCompletionProvider(completions{}))
	for _, name := range []string{"good", "bad", "broken", "boom"} {
		s.AddPrompt(mcpgo.NewPrompt(name), func(context.Context, mcpgo.GetPromptRequest) (*mcpgo.GetPromptResult, error) {
			return &mcpgo.GetPromptResult{Description: "said"}, outcome(name)
		})
		s.AddResource(mcpgo.NewResource("test://"+name, name), func(context.Context, mcpgo.ReadResourceRequest) ([]mcpgo.ResourceContents, error) {
			return []mcpgo.ResourceContents{mcpgo.TextResourceContents{URI: "test://" + name, Text: "said"}}, outcome(name)
		})
		s.AddTool(mcpgo.NewTool(name), func(context.Context, mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
			return mcpgo.NewToolResultText("said"), outcome(name)
		})
	}
	s.AddNotificationHandler("notifications/boom", func(context.Context, mcpgo.JSONRPCNotification) { panic("the token is hunter2") })
	return s
}

type completions struct{}

func (completions) CompletePromptArgument(_ context.Context, name string, _ mcpgo.CompleteArgument, _ mcpgo.CompleteContext) (*mcpgo.Completion, error) {
	return &mcpgo.Completion{Values: []string{"said"}}, outcome(name)
}

func outcome(name string) error {
	switch name {
	case "bad":
		return fmt.Errorf("read: %w", errGiven)
	case "broken":
		return errors.New("the service is down")
	case "boom":
		panic("the token is hunter2")
	default:
		return nil
	}
}

// options have an extension whose one method wants to be asked nicely.
func options(log io.Writer) mcp.Options {
	answer := func(params json.RawMessage) (any, error) {
		var in struct {
			Please bool `json:"please"`
			Boom   bool `json:"boom"`
		}
		if err := json.Unmarshal(params, &in); err != nil || !in.Please {
			return nil, errors.New("say please")
		}
		if in.Boom {
			panic("the token is hunter2")
		}
		return map[string]any{"text": "said"}, nil
	}
	return mcp.Options{
		Methods: map[string]mcp.Method{"test/ask": answer},
		Invalid: func(err error) bool { return errors.Is(err, errGiven) },
		Logger:  slog.New(slog.NewTextHandler(log, nil)),
	}
}

// answer is what a client gets to see.
type answer struct {
	Status int // of HTTP; 0 elsewhere
	ID     json.RawMessage
	Result json.RawMessage
	Error  struct {
		Code    int
		Message string
	}
}

// way is how a message gets to a server.
type way func(t *testing.T, log io.Writer, method, params string, modern bool) answer

var ways = map[string]way{"stdio": overStdio, "http": overHTTP}

const modernMeta = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`

// message renders a request with params, or a notification.
func message(method, params string, modern bool) string {
	if modern && !strings.Contains(params, "_meta") {
		params = strings.TrimPrefix(params+","+modernMeta, ",")
	}
	id := `"id":"a1",`
	if strings.HasPrefix(method, "notifications/") {
		id = ""
	}
	return fmt.Sprintf(`{"jsonrpc":"2.0",%s"method":%q,"params":{%s}}`, id, method, params)
}

func overStdio(t *testing.T, log io.Writer, method, params string, modern bool) (got answer) {
	t.Helper()
	var out bytes.Buffer
	err := stdio.Serve(t.Context(), mcp.NewServer(site(), options(log)), strings.NewReader(message(method, params, modern)), &out, stdio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if out.Len() > 0 {
		decode(t, out.Bytes(), &got)
	}
	return got
}

// overHTTP uses mcp-go's own transport.
func overHTTP(t *testing.T, log io.Writer, method, params string, modern bool) (got answer) {
	t.Helper()
	s := site()
	web := httptest.NewServer(mcp.NewServer(s, options(log)).Correct(streamable(s)))
	defer web.Close()
	resp := post(t, web.URL, method, message(method, params, modern), modern)
	defer func() { _ = resp.Body.Close() }()
	got.Status = resp.StatusCode
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(body) > 0 {
		if kind := resp.Header.Get("Content-Type"); kind != "application/json" {
			t.Errorf("the answer is %s, want JSON", kind)
		}
		decode(t, body, &got)
	}
	return got
}

func streamable(s *mcpserver.MCPServer) http.Handler {
	return mcpserver.NewStreamableHTTPServer(s, mcpserver.WithStateLess(true), mcpserver.WithDisableStreaming(true),
		mcpserver.WithStreamableHTTPLogger(slog.New(slog.DiscardHandler)))
}

func post(t *testing.T, url, method, body string, modern bool) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if modern {
		var in struct{ Params json.RawMessage }
		decode(t, []byte(body), &in)
		req.Header.Set(mcpgo.HeaderProtocolVersion, "2026-07-28")
		for name, value := range mcpgo.StandardHeaders("2026-07-28", mcpgo.MCPMethod(method), in.Params) {
			req.Header.Set(name, value)
		}
	}
	resp, err := http.DefaultClient.Do(req) //nolint:forbidigo // against this process
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func decode(t *testing.T, raw []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
}

// TestCorrections are what the client did wrongly, told from what went wrong, what is gone
// or new in the newer era, and the methods of extensions. 0 stands for a result.
func TestCorrections(t *testing.T) {
	t.Parallel()
	completion := func(name string) string {
		return `"ref":{"type":"ref/prompt","name":"` + name + `"},"argument":{"name":"period","value":""}`
	}
	for name, tt := range map[string]struct {
		method, params string
		legacy, modern int
	}{
		"prompt":                      {"prompts/get", `"name":"good"`, 0, 0},
		"prompt's argument":           {"prompts/get", `"name":"bad"`, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"prompt that fails":           {"prompts/get", `"name":"broken"`, mcpgo.INTERNAL_ERROR, mcpgo.INTERNAL_ERROR},
		"prompt that panics":          {"prompts/get", `"name":"boom"`, mcpgo.INTERNAL_ERROR, mcpgo.INTERNAL_ERROR},
		"no such prompt":              {"prompts/get", `"name":"none"`, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"resource":                    {"resources/read", `"uri":"test://good"`, 0, 0},
		"resource's address":          {"resources/read", `"uri":"test://bad"`, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"resource that fails":         {"resources/read", `"uri":"test://broken"`, mcpgo.INTERNAL_ERROR, mcpgo.INTERNAL_ERROR},
		"resource that panics":        {"resources/read", `"uri":"test://boom"`, mcpgo.INTERNAL_ERROR, mcpgo.INTERNAL_ERROR},
		"no such resource":            {"resources/read", `"uri":"test://none"`, mcpgo.RESOURCE_NOT_FOUND, mcpgo.INVALID_PARAMS},
		"completion":                  {"completion/complete", completion("good"), 0, 0},
		"completion's argument":       {"completion/complete", completion("bad"), mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"completion that fails":       {"completion/complete", completion("broken"), mcpgo.INTERNAL_ERROR, mcpgo.INTERNAL_ERROR},
		"completion that panics":      {"completion/complete", completion("boom"), mcpgo.INTERNAL_ERROR, mcpgo.INTERNAL_ERROR},
		"tool":                        {"tools/call", `"name":"good"`, 0, 0},
		"tool that panics":            {"tools/call", `"name":"boom"`, mcpgo.INTERNAL_ERROR, mcpgo.INTERNAL_ERROR},
		"extension":                   {"test/ask", `"please":true`, 0, 0},
		"extension's parameters":      {"test/ask", ``, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"extension that panics":       {"test/ask", `"please":true,"boom":true`, mcpgo.INTERNAL_ERROR, mcpgo.INTERNAL_ERROR},
		"no such method of extension": {"test/tell", ``, mcpgo.METHOD_NOT_FOUND, mcpgo.METHOD_NOT_FOUND},
		"list":                        {"tools/list", ``, 0, 0},
		"list from its beginning":     {"tools/list", `"cursor":""`, 0, 0},
		"list without a cursor":       {"tools/list", `"cursor":null`, 0, 0},
		"a tool's name as a cursor":   {"tools/list", `"cursor":"Ym9vbQ=="`, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"no cursor of tools":          {"tools/list", `"cursor":"!"`, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"no cursor of prompts":        {"prompts/list", `"cursor":"!"`, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"no cursor of resources":      {"resources/list", `"cursor":"next"`, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"no cursor of templates":      {"resources/templates/list", `"cursor":"next"`, mcpgo.INVALID_PARAMS, mcpgo.INVALID_PARAMS},
		"initialize":                  {"initialize", `"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}`, 0, mcpgo.METHOD_NOT_FOUND},
		"ping":                        {"ping", ``, 0, mcpgo.METHOD_NOT_FOUND},
		"discover":                    {"server/discover", ``, mcpgo.METHOD_NOT_FOUND, 0},
	} {
		for by, send := range ways {
			t.Run(name+" by "+by, func(t *testing.T) {
				t.Parallel()
				check(t, send(t, io.Discard, tt.method, tt.params, false), tt.legacy, http.StatusOK)
				check(t, send(t, io.Discard, tt.method, tt.params, true), tt.modern, modernStatus(tt.modern))
			})
		}
	}
}

// TestCursorHasWords holds that a client is not told of base64.
func TestCursorHasWords(t *testing.T) {
	t.Parallel()
	const want = `cursor "!" is not one that this server has given: tools/list has one page; leave cursor out`
	for by, send := range ways {
		for _, modern := range []bool{false, true} {
			if got := send(t, io.Discard, "tools/list", `"cursor":"!"`, modern); got.Error.Message != want {
				t.Errorf("by %s: got %q, want %q", by, got.Error.Message, want)
			}
		}
	}
}

// modernStatus is the status of HTTP that the newer era has for an error.
func modernStatus(code int) int {
	switch code {
	case mcpgo.METHOD_NOT_FOUND:
		return http.StatusNotFound
	case mcpgo.INVALID_PARAMS, mcpgo.UNSUPPORTED_PROTOCOL_VERSION:
		return http.StatusBadRequest
	default:
		return http.StatusOK
	}
}

func check(t *testing.T, got answer, code, status int) {
	t.Helper()
	if got.Error.Code != code || (got.Result == nil) != (code != 0) || string(got.ID) != `"a1"` {
		t.Errorf("got %+v, want code %d and id a1", got, code)
	}
	if code != 0 && got.Error.Message == "" {
		t.Error("the error has no words")
	}
	if got.Status != 0 && got.Status != status {
		t.Errorf("got status %d, want %d", got.Status, status)
	}
}

// TestExtensionsKeepTheRules holds that a request of an extension has to say what the
// newer era wants every request to say.
func TestExtensionsKeepTheRules(t *testing.T) {
	t.Parallel()
	for by, send := range ways {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			silent := `"please":true,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}`
			check(t, send(t, io.Discard, "test/ask", silent, true), mcpgo.INVALID_PARAMS, http.StatusBadRequest)
		})
	}
	future := `"please":true,` + strings.Replace(modernMeta, "2026-07-28", "2030-01-01", 1)
	check(t, overStdio(t, io.Discard, "test/ask", future, true), mcpgo.UNSUPPORTED_PROTOCOL_VERSION, 0)
}

// TestPanicsAreNotTold holds that the cause is in the log alone, under the reference.
func TestPanicsAreNotTold(t *testing.T) {
	t.Parallel()
	for by, send := range ways {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			got := send(t, &log, "resources/read", `"uri":"test://boom"`, false)
			reference, ok := strings.CutPrefix(got.Error.Message, "internal error, reference ")
			if !ok || !strings.Contains(log.String(), "reference="+reference) || !strings.Contains(log.String(), "hunter2") {
				t.Errorf("got %q\nlog: %s", got.Error.Message, &log)
			}
			log.Reset()
			got = send(t, &log, "notifications/boom", "", false)
			if got.Error.Message != "" && by == "stdio" || strings.Contains(got.Error.Message, "hunter2") || !strings.Contains(log.String(), "hunter2") {
				t.Errorf("notification: got %+v\nlog: %s", got, &log)
			}
		})
	}
}
