package tempo_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// wordy is a list of worklogs whose pages are larger than anybody reads when they
// have more than a few.
type wordy struct {
	total, few int
	asked      []string
}

func (l *wordy) RoundTrip(req *http.Request) (*http.Response, error) {
	query := req.URL.Query()
	l.asked = append(l.asked, query.Get("limit")+" from "+query.Get("offset"))
	limit, err := strconv.Atoi(query.Get("limit"))
	if err != nil {
		return nil, err
	}
	offset, err := strconv.Atoi(query.Get("offset"))
	if err != nil {
		return nil, err
	}
	var items []string
	for id := offset + 1; id <= min(offset+limit, l.total); id++ {
		items = append(items, fmt.Sprintf(`{"tempoWorklogId":%d,"issue":{"id":10001},"startDate":"2026-03-02","timeSpentSeconds":60}`, id))
	}
	next := ""
	if offset+limit < l.total {
		next = `"next":"https://api.tempo.io/4/x"`
	}
	body := `{"metadata":{` + next + `},"results":[` + strings.Join(items, ",") + "]}"
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: req}
	if len(items) > l.few {
		resp.ContentLength = rest.MaxBody + 1
	}
	return resp, nil
}

// TestPagesThatAreTooLarge are asked for again as smaller ones, and all is read.
func TestPagesThatAreTooLarge(t *testing.T) {
	t.Parallel()
	tests := []struct {
		total, few int
		asked      []string
	}{
		{300, 300, []string{"5000 from 0"}},
		{500, 200, []string{"5000 from 0", "1000 from 0", "200 from 0", "200 from 200", "200 from 400"}},
		{2, 1, []string{"5000 from 0", "1000 from 0", "200 from 0", "40 from 0", "8 from 0", "1 from 0", "1 from 1"}},
	}
	for _, tt := range tests {
		server := &wordy{total: tt.total, few: tt.few}
		for i, w := range read(t, connect(t, server, sim.TempoURL)) {
			if w.ID != int64(i+1) {
				t.Fatalf("worklog %d comes as number %d", w.ID, i+1)
			}
		}
		if diff := cmp.Diff(tt.asked, server.asked); diff != "" {
			t.Errorf("%d worklogs (-want +got)\n%s", tt.total, diff)
		}
	}
}

// TestOneWorklogThatIsTooLarge is the error of a list that cannot be read.
func TestOneWorklogThatIsTooLarge(t *testing.T) {
	t.Parallel()
	server := &wordy{total: 1}
	for _, err := range connect(t, server, sim.TempoURL).Worklogs(t.Context(), sim.AccountID, "2026-03-01", "2026-03-31") {
		if e, ok := errors.AsType[*tempo.Error](err); !ok || e.Kind != rest.KindTooLarge {
			t.Errorf("got %v, want that it is too large", err)
		}
	}
	if len(server.asked) != 6 {
		t.Errorf("asked for %v", server.asked)
	}
}
