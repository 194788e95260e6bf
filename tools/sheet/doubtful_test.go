package sheet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// TestDoubtful tells of overlaps and doubles, a line each.
func TestDoubtful(t *testing.T) {
	t.Parallel()
	type entry struct {
		day, start string
		spent      time.Duration
		issue      int64
		text       string
	}
	tests := []struct {
		name              string
		entries           []entry // with the ids 1, 2, …
		overlaps, doubles []string
	}{
		{"touching", []entry{{"2026-03-02", "09:00", time.Hour, 10001, "a"}, {"2026-03-02", "10:00", time.Hour, 10002, "b"}}, nil, nil},
		{
			"overlap",
			[]entry{{"2026-03-02", "09:30", time.Hour, 10001, "a"}, {"2026-03-02", "10:00", time.Hour, 10002, "b"}},
			[]string{"Mon 2026-03-02: 09:30–10:30 ATLAS-1 [id 1] and 10:00–11:00 ATLAS-2 [id 2]"},
			nil,
		},
		{
			"past midnight",
			[]entry{{"2026-03-02", "23:00", 2 * time.Hour, 10001, "a"}, {"2026-03-03", "00:30", time.Hour, 10002, "b"}},
			[]string{"Mon 2026-03-02: 23:00–2026-03-03 01:00 ATLAS-1 [id 1] and 2026-03-03 00:30–01:30 ATLAS-2 [id 2]"},
			nil,
		},
		{"default starts", []entry{{"2026-03-02", "08:00", time.Hour, 10001, "a"}, {"2026-03-02", "08:00", 2 * time.Hour, 10002, "b"}}, nil, nil},
		{
			"a morning of two among others",
			[]entry{
				{"2026-03-02", "09:00", time.Hour, 10001, "a"},
				{"2026-03-02", "09:00", 2 * time.Hour, 10002, "b"},
				{"2026-03-03", "09:00", time.Hour, 10001, "a"},
				{"2026-03-04", "09:00", time.Hour, 10001, "a"},
				{"2026-03-05", "09:00", time.Hour, 10001, "a"},
			},
			[]string{"Mon 2026-03-02: 09:00–10:00 ATLAS-1 [id 1] and 09:00–11:00 ATLAS-2 [id 2]"},
			nil,
		},
		{
			"double",
			[]entry{{"2026-03-02", "", time.Hour, 10001, "Review"}, {"2026-03-02", "11:00", time.Hour, 10001, " review "}},
			nil,
			[]string{"Mon 2026-03-02: 1h twice on ATLAS-1 [id 2] and [id 1]"},
		},
		{"other text", []entry{{"2026-03-02", "", time.Hour, 10001, "Review"}, {"2026-03-02", "", time.Hour, 10001, "Tests"}}, nil, nil},
		{"other start", []entry{{"2026-03-02", "10:00", time.Hour, 10001, ""}, {"2026-03-02", "14:00", time.Hour, 10001, ""}}, nil, nil},
		{"other day", []entry{{"2026-03-02", "", time.Hour, 10001, ""}, {"2026-03-03", "", time.Hour, 10001, ""}}, nil, nil},
		{"other time", []entry{{"2026-03-02", "", time.Hour, 10001, ""}, {"2026-03-02", "", time.Hour + time.Second, 10001, ""}}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			for i, e := range tt.entries {
				add(s, int64(i+1), e.day, e.start, e.spent, e.issue, e.text)
			}
			var out page
			text := s.OK(t, "retrieveWorklogs", `{"period":"thisWeek"}`, &out)
			want := page{Overlaps: append([]string{}, tt.overlaps...), Doubles: append([]string{}, tt.doubles...)}
			if diff := cmp.Diff([][]string{want.Overlaps, want.Doubles}, [][]string{out.Overlaps, out.Doubles}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			for _, line := range tt.overlaps {
				tooltest.Wants(t, text, "\nOverlap: "+line+"\n")
			}
			for _, line := range tt.doubles {
				tooltest.Wants(t, text, "\nPossible double: "+line+"\n")
			}
			nothing := "No overlaps or doubles."
			if tt.name == "default starts" {
				nothing = " No doubles." // whether they overlap nobody can tell
			}
			if none := len(tt.overlaps)+len(tt.doubles) == 0; none != strings.Contains(text, nothing) {
				t.Error(text)
			}
		})
	}
}

// TestManyDoubts says how many it leaves out.
func TestManyDoubts(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	for i := range int64(30) {
		add(s, i+1, "2026-03-02", "10:00", time.Duration(i+1)*time.Minute, 10001, fmt.Sprint(i))
	}
	var out page
	tooltest.Wants(t, s.OK(t, "retrieveWorklogs", `{"period":"thisWeek"}`, &out), "Overlap: and 415 more")
	if len(out.Overlaps) != 21 {
		t.Errorf("%d lines", len(out.Overlaps))
	}
}
