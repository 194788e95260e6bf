package jsonrpc_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

// seen is what matters of a message.
type seen struct {
	Kind                              jsonrpc.Kind
	ID, Method, Params, Result, Error string
}

func see(m jsonrpc.Message) seen {
	return seen{m.Kind, string(m.ID.Raw), m.Method, string(m.Params.Raw), string(m.Result), string(m.Error)}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		line string
		want seen
	}{
		"request":               {`{"jsonrpc":"2.0","id":1,"method":"a"}`, seen{Kind: jsonrpc.Request, ID: "1", Method: "a"}},
		"parts as they came":    {` {"method":"a","params" : { "b" : 1.0 } ,"id":"\u0061","jsonrpc":"2.0"} `, seen{Kind: jsonrpc.Request, ID: `"\u0061"`, Method: "a", Params: `{ "b" : 1.0 }`}},
		"escaped names":         {`{"jsonrpc":"2.0","\u0069d":1,"method":"\u0061"}`, seen{Kind: jsonrpc.Request, ID: "1", Method: "a"}},
		"the last one counts":   {`{"jsonrpc":"1.0","id":1,"method":"a","params":{"a":1},"id":2,"method":"b","params":{"b":1},"jsonrpc":"2.0"}`, seen{Kind: jsonrpc.Request, ID: "2", Method: "b", Params: `{"b":1}`}},
		"half a character":      {`{"jsonrpc":"2.0","id":"\ud800","method":"a"}`, seen{Kind: jsonrpc.Request, ID: `"\ud800"`, Method: "a"}},
		"null params":           {`{"jsonrpc":"2.0","id":1,"method":"a","params":null}`, seen{Kind: jsonrpc.Request, ID: "1", Method: "a"}},
		"notification":          {`{"jsonrpc":"2.0","method":"a","params":{}}`, seen{Kind: jsonrpc.Notification, Method: "a", Params: "{}"}},
		"notification, no good": {`{"jsonrpc":"2.0","method":"a","params":5}`, seen{Kind: jsonrpc.Notification, Method: "a"}},
		"result":                {`{"jsonrpc":"2.0","id":"x","result":{"a":1}}`, seen{Kind: jsonrpc.Response, ID: `"x"`, Result: `{"a":1}`}},
		"null result":           {`{"jsonrpc":"2.0","id":"x","result":null}`, seen{Kind: jsonrpc.Response, ID: `"x"`, Result: `null`}},
		"error without an id":   {`{"jsonrpc":"2.0","id":null,"error":{}}`, seen{Kind: jsonrpc.Response, Error: `{}`}},
		"a deep value":          {`{"jsonrpc":"2.0","id":1,"method":"a","params":{"a":` + nested(9998) + `}}`, seen{Kind: jsonrpc.Request, ID: "1", Method: "a", Params: `{"a":` + nested(9998) + `}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line := []byte(tt.line)
			msg, refusal := jsonrpc.Parse(line)
			if refusal != nil {
				t.Fatalf("refused: %s", refusal.Line())
			}
			if diff := cmp.Diff(tt.want, see(msg)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if string(line) != tt.line {
				t.Error("the line was changed")
			}
		})
	}
}

func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ line, want string }{
		"nothing":    {"", `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error: unexpected end of JSON input"}}`},
		"two":        {`{}{}`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error: invalid character '{' after top-level value"}}`},
		"too deep":   {`{"a":` + nested(10000) + `}`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error: invalid character '[' exceeded max depth"}}`},
		"bad escape": {`{"a\x":1}`, `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error: invalid character 'x' in string escape code"}}`},
		"no version": {`{"id":"a","method":"b"}`, `{"jsonrpc":"2.0","id":"a","error":{"code":-32600,"message":"jsonrpc must be \"2.0\""}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, refusal := jsonrpc.Parse([]byte(tt.line))
			if refusal == nil {
				t.Fatal("not refused")
			}
			if diff := cmp.Diff(tt.want+"\n", string(refusal.Line())); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestForward(t *testing.T) {
	t.Parallel()
	request := parse(t, `{"jsonrpc":"2.0","id":"x","method":"a<\"","params":{"b":1}}`)
	notification := parse(t, `{"jsonrpc":"2.0","method":"a"}`)
	for want, got := range map[string]json.RawMessage{
		`{"jsonrpc":"2.0","id":7,"method":"a<\"","params":{"b":1}}`: request.Forward(json.RawMessage("7"), request.Params.Raw),
		`{"jsonrpc":"2.0","id":7,"method":"a<\""}`:                  request.Forward(json.RawMessage("7"), nil),
		`{"jsonrpc":"2.0","method":"a"}`:                            notification.Forward(json.RawMessage("7"), nil),
	} {
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

func parse(t *testing.T, line string) jsonrpc.Message {
	t.Helper()
	msg, refusal := jsonrpc.Parse([]byte(line))
	if refusal != nil {
		t.Fatalf("refused: %s", refusal.Line())
	}
	return msg
}

func TestParams(t *testing.T) {
	t.Parallel()
	for params, want := range map[string]struct{ value, rest string }{
		`{}`:                                      {"", `{}`},
		`{"name":"a"}`:                            {"", `{"name":"a"}`},
		`{"name":"a","arguments":{"b":[1]}}`:      {`{"b":[1]}`, `{"name":"a"}`},
		`{ "arguments" : null , "name" : "a" }`:   {`null`, `{"name" : "a"}`},
		`{"arguments":1,"a":2,"ARGUMENTS":3}`:     {`3`, `{"a":2}`},
		`{"a":1,"\u0061rguments":2,"b":{},"c":3}`: {`2`, `{"a":1,"b":{},"c":3}`},
		`{"argumentſ":4,"argument":5}`:            {`4`, `{"argument":5}`},
	} {
		p := parse(t, `{"jsonrpc":"2.0","id":1,"method":"a","params":`+params+`}`).Params
		value, ok := p.Lookup("arguments")
		if string(value) != want.value || ok != (want.value != "") {
			t.Errorf("Lookup in %s = %s, %v, want %s", params, value, ok, want.value)
		}
		if got := string(p.Without("arguments")); got != want.rest {
			t.Errorf("Without in %s = %s, want %s", params, got, want.rest)
		}
	}
}
