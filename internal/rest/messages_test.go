package rest_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// messagesOf returns the messages of the error that an answer becomes.
func messagesOf(t *testing.T, body string, headers ...string) []string {
	t.Helper()
	return failure(t, write(t.Context(), newClient(t, serve(reply(400, body, headers...))))).Messages
}

func TestMessages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       []string
	}{
		{"array", `{"errors":[{"message":"a"},{"message":"b"}]}`, []string{"a", "b"}},
		{"array of text", `{"errors":["a","b"]}`, []string{"a", "b"}},
		{"object", `{"errors":{"message":"a"}}`, []string{"a"}},
		{"fields", `{"errors":{"startDate":"is missing","author":"is unknown"}}`, []string{"author: is unknown", "startDate: is missing"}},
		{"field with a list", `{"errors":{"startDate":["is missing"]}}`, []string{"startDate: is missing"}},
		{"message", `{"message":"a"}`, []string{"a"}},
		{"jira", `{"errorMessages":["a"],"errors":{"summary":"b"}}`, []string{"a", "summary: b"}},
		{"jira without fields", `{"errorMessages":["a"],"errors":{}}`, []string{"a"}},
		{"gateway", `{"code":401,"message":"Unauthorized; scope does not match"}`, []string{"Unauthorized; scope does not match"}},
		{"oauth", `{"error":"unauthorized_client","error_description":"refresh_token is invalid"}`, []string{"unauthorized_client: refresh_token is invalid"}},
		{"oauth code", `{"error":"invalid_grant"}`, []string{"invalid_grant"}},
		{"framework", `{"timestamp":1,"status":400,"error":"Bad Request","message":"No such field"}`, []string{"No such field"}},
		{"list", `[{"message":"a"}]`, []string{"a"}},
		{"json text", `"a"`, []string{"a"}},
		{"nothing known", `{"status":400}`, nil},
		{"null", `null`, nil},
		{"empty", ``, nil},
		{"space", " \n", nil},
		{"repeated", `{"errors":[{"message":"a"},{"message":"a"}]}`, []string{"a"}},
		{"text", "upstream connect error\n", []string{"upstream connect error"}},
		{"broken json", `{"errors":[{"mess`, []string{`{"errors":[{"mess`}},
		{
			"page with title", `<!DOCTYPE html><html><head><title>Unauthorized (401)</title><style>b{}</style></head><body><h1>Encountered a &quot;401&quot;</h1><p>x</p></body></html>`,
			[]string{"Unauthorized (401)", `Encountered a "401"`},
		},
		{"page without title", "<html><style>b{}</style><script>var a = 1</script><!-- c --><body><p>Bad&nbsp;<b>gateway</b></p></body></html>", []string{"Bad gateway"}},
		{"page cut off", "<html><body>Half a pa<", []string{"Half a pa"}},
		{"control characters", "{\"message\":\"a\\u001b[31mb\\u0000c\\u202ed\\nnext\\tline\"}", []string{"a[31mbcd next line"}},
		{"invalid utf-8", "a\xffb", []string{"a\uFFFDb"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, messagesOf(t, test.body)); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMessagesAreBounded(t *testing.T) {
	t.Parallel()
	long := messagesOf(t, strings.Repeat("ä", 100_000))
	if len(long) != 1 || len([]rune(long[0])) != 500 {
		t.Errorf("got %d messages, the first of %d runes; want 1 of 500", len(long), len([]rune(long[0])))
	}
	var many strings.Builder
	for i := range 1000 {
		many.WriteString(`,"` + strings.Repeat("x", i%60) + `"`)
	}
	if got := messagesOf(t, `{"errorMessages":["a"`+many.String()+`]}`); len(got) != 20 {
		t.Errorf("got %d messages, want 20", len(got))
	}
}

func TestMessagesHideCredentials(t *testing.T) {
	t.Parallel()
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("me@example.com:"+token))
	tests := map[string]string{
		"bearer": "Bearer " + token,
		"basic":  basic,
	}
	for name, header := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			echo := func(req *http.Request) (*http.Response, error) {
				sent := req.Header.Get("Authorization")
				return reply(401, `{"message":"bad header `+sent+` with `+token+"\"}", "RateLimit-Reason: x")(req)
			}
			sign := func(req *http.Request) error {
				req.Header.Set("Authorization", header)
				return nil
			}
			client, err := rest.New("Jira", "https://api.example.com", sign, rest.Options{Transport: serve(echo)})
			if err != nil {
				t.Fatal(err)
			}
			e := failure(t, read(t.Context(), client))
			if diff := cmp.Diff([]string{"bad header [redacted] with [redacted]"}, e.Messages); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSampleErrors reads the error bodies of the contracts.
func TestSampleErrors(t *testing.T) {
	t.Parallel()
	for name, body := range contract.ReadAll(t, "contracts/samples/*/error*.json") {
		got := messagesOf(t, string(body))
		if len(got) == 0 {
			t.Errorf("%s: no message found", name)
		}
		for _, message := range got {
			if strings.ContainsAny(message, "{}[]") {
				t.Errorf("%s: message %q is JSON", name, message)
			}
		}
	}
}
