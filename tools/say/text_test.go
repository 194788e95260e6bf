package say_test

import (
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func TestShort(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		most int
		want string
	}{
		{"short", 10, "short"},
		{"exactly", 7, "exactly"},
		{"too long", 3, "too…"},
		{"zwölf\u200b Boxkämpfer", 5, "zwölf…"},
		{"two\nlines", 20, "two lines"},
		{"\U000E0041\u202e", 20, ""},
	} {
		if got := say.Short(tt.text, tt.most); got != tt.want {
			t.Errorf("Short(%q, %d) = %q, want %q", tt.text, tt.most, got, tt.want)
		}
	}
	if got := say.Short(strings.Repeat("\u200b", 1<<20)+"end", 20); got != "…" {
		t.Errorf("a text full of what nobody sees: got %q, want it cut off", got)
	}
	if got := say.Brief(strings.Repeat("x", 100)); got != strings.Repeat("x", 60)+"…" {
		t.Errorf("Brief: got %q", got)
	}
}

// TestRowsHideNothing shows of a worklog what can be seen of it.
func TestRowsHideNothing(t *testing.T) {
	t.Parallel()
	w := tempo.Worklog{ID: 1, StartDate: "2026-03-05\u202e", TimeSpentSeconds: 3600, Description: "first\u200b\r\nsecond\U000E0049"}
	w.Author.AccountID = "a:1\ufeff"
	w.Attributes.Values = []tempo.AttributeValue{{Key: "_A_\u2060", Value: "x\u3164"}}
	row := say.NewRow(w, jira.Issue{Key: "ABC-1\u200d", Summary: "Sum\u00admary"}, false, nil)
	if row.Date != "2026-03-05" || row.AuthorID != "a:1" || row.Description != "first\nsecond" || row.IssueKey != "ABC-1" || row.IssueSummary != "Summary" {
		t.Errorf("got %+v", row)
	}
	if want := (say.Attribute{Key: "_A_", Value: "x"}); row.Attributes[0] != want {
		t.Errorf("got %+q, want %+q", row.Attributes[0], want)
	}
}
