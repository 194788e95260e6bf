package contract_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
)

// recorder is a test that only notes what is reported to it.
type recorder struct {
	testing.TB
	reported []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.reported = append(r.reported, fmt.Sprintf(format, args...))
}

// canned answers every request in the same way.
func canned(status int, body string) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		if req.Body != nil {
			if _, err := io.Copy(io.Discard, req.Body); err != nil {
				return nil, err
			}
		}
		w := httptest.NewRecorder()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if _, err := w.WriteString(body); err != nil {
			return nil, err
		}
		return w.Result(), nil
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

const schedule = `{"self":"s","metadata":{"count":1},"results":[{"date":"2026-03-02","requiredSeconds":28800,"type":"WORKING_DAY"}]}`

func TestValidate(t *testing.T) {
	t.Parallel()
	contract.Need(t)
	tests := map[string]struct {
		method, url, body string
		status            int
		answer            string
		want              string // part of the report, none when empty
	}{
		"good": {
			url: "https://api.tempo.io/4/user-schedule?from=2026-03-02&to=2026-03-02", answer: schedule,
		},
		"good, another host": {
			url: "http://127.0.0.1:8080/4/user-schedule?from=2026-03-02&to=2026-03-02", answer: schedule,
		},
		"good, account id with a colon": {
			url: "https://api.tempo.io/4/user-schedule/1:2?from=2026-03-02&to=2026-03-02", answer: schedule,
		},
		"unknown operation": {
			url: "https://api.tempo.io/4/user-schedules", answer: `{}`, want: "no matching operation",
		},
		"unknown query parameter": {
			url: "https://api.tempo.io/4/worklogs?issue=1", answer: `{}`, status: 400, want: `"issue" is not described`,
		},
		"missing query parameter": {
			url: "https://api.tempo.io/4/user-schedule?from=2026-03-02", answer: `{}`, status: 400, want: `parameter "to"`,
		},
		"unknown field in a request to Tempo": {
			method: http.MethodPost, url: "https://api.tempo.io/4/worklogs/search", body: `{"author":["1"]}`,
			answer: `{}`, status: 400, want: `property "author" is unsupported`,
		},
		"bad date": {
			method: http.MethodPost, url: "https://api.tempo.io/4/worklogs",
			body:   `{"authorAccountId":"1","issueId":1,"startDate":"2026-02-30","timeSpentSeconds":60}`,
			answer: `{}`, status: 400, want: "/startDate",
		},
		"body where none is described": {
			url: "https://api.tempo.io/4/user-schedule?from=2026-03-02&to=2026-03-02", body: `{}`, answer: schedule, want: "not allowed",
		},
		"unknown field in a response of Tempo": {
			url:    "https://api.tempo.io/4/user-schedule?from=2026-03-02&to=2026-03-02",
			answer: strings.Replace(schedule, `"self"`, `"more":1,"self"`, 1), want: `property "more" is unsupported`,
		},
		"status that is not described": {
			url: "https://api.tempo.io/4/periods?from=2026-03-02&to=2026-03-02", answer: `{}`, status: 201, want: "status is not supported",
		},
		"errors are not described": {
			url: "https://api.tempo.io/4/worklogs/1", answer: `{"errors":[]}`, status: 404,
		},
		"further fields in a response of Jira": {
			url: "https://example.atlassian.net/rest/api/3/myself", answer: `{"accountId":"1","more":true}`,
		},
		"wrong type in a response of Jira through the gateway": {
			url: "https://api.atlassian.com/ex/jira/1-2/rest/api/3/myself", answer: `{"accountId":1}`, want: "/accountId",
		},
		"unknown field in a request to Jira": {
			method: http.MethodPost, url: "https://example.atlassian.net/rest/api/3/issue/bulkfetch",
			body: `{"issueIdsOrKeys":["A-1"],"maxResults":1}`, answer: `{}`, want: `property "maxResults" is unsupported`,
		},
		"bad field in a request that only the whole document describes": {
			method: http.MethodPost, url: "https://example.atlassian.net/rest/api/3/permissions/check",
			body:   `{"projectPermissions":[{"permissions":["WORK_ON_ISSUES"],"issue":[1]}]}`,
			answer: `{"globalPermissions":[],"projectPermissions":[]}`, want: `property "issue" is unsupported`,
		},
		"wrong type in a response that only the whole document describes": {
			method: http.MethodPost, url: "https://api.atlassian.com/ex/jira/1-2/rest/api/3/permissions/check", body: `{}`,
			answer: `{"globalPermissions":[],"projectPermissions":[{"permission":"X","issues":["1"],"projects":[]}]}`, want: "/issues/0",
		},
		"signing in": {
			url: "https://example.atlassian.net/_edge/tenant_info", answer: `{"cloudId":"1"}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := &recorder{TB: t}
			if tt.status == 0 {
				tt.status = http.StatusOK
			}
			got := exchange(t, contract.Validate(seen, canned(tt.status, tt.answer)), tt.method, tt.url, tt.body)
			if got != tt.answer {
				t.Errorf("body after the check = %q, want %q", got, tt.answer)
			}
			report := strings.Join(seen.reported, "\n")
			if tt.want == "" && report != "" || !strings.Contains(report, tt.want) {
				t.Errorf("reported %q, want %q", report, tt.want)
			}
		})
	}
}

// exchange sends a request and returns the body of the answer.
func exchange(t *testing.T, to http.RoundTripper, method, url, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Body, req.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := to.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func TestValidateKeepsABrokenBodyBroken(t *testing.T) {
	t.Parallel()
	broken := roundTrip(func(*http.Request) (*http.Response, error) {
		body := io.MultiReader(strings.NewReader(`{"self"`), failing{})
		return &http.Response{StatusCode: http.StatusOK, ContentLength: 100, Body: io.NopCloser(body)}, nil
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.tempo.io/4/worklogs", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := contract.Validate(t, broken).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if !errors.Is(err, io.ErrUnexpectedEOF) || string(body) != `{"self"` {
		t.Errorf("got %q, %v, want the first half and an unexpected EOF", body, err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
