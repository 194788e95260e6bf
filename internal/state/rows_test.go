package state_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

// TestManyRows finds out that nothing walks through the whole journal.
func TestManyRows(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := openFile(t, "", c.now)
	for _, query := range []string{
		`SELECT id FROM plans WHERE owner = ? AND id = ?`,
		`SELECT number FROM entries WHERE owner = ? AND plan_id = ? ORDER BY number`,
		`SELECT id FROM changes WHERE owner = ? AND standing > 0 AND undoes = '' ORDER BY sequence DESC LIMIT 1`,
		`SELECT id FROM changes WHERE owner = ? ORDER BY sequence DESC LIMIT ?`,
		`SELECT id FROM changes WHERE owner = ? AND ended_at = 0 ORDER BY sequence`,
		`DELETE FROM changes WHERE owner = ? AND sequence <= ?`,
		`DELETE FROM changes WHERE made_at < ?`, `DELETE FROM renames WHERE made_at < ?`, `DELETE FROM plans WHERE expires_at < ?`,
		`SELECT number FROM steps WHERE owner = ? AND change_id = ? ORDER BY number`,
		`SELECT present FROM renames WHERE owner = ? AND former = ?`,
		`SELECT name FROM documents WHERE owner = ? AND kind = ?`,
	} {
		args := make([]any, strings.Count(query, "?"))
		for i := range args {
			args[i] = "1"
		}
		for _, line := range must(s.Explain(t.Context(), query, args...)) {
			if strings.Contains(line, "SCAN") || strings.Contains(line, "TEMP B-TREE") {
				t.Errorf("%s: %s", query, line)
			}
		}
	}
}

// fill writes changes that are done, fast. The names of owners go round.
func fill(tb testing.TB, s *state.Store, owners, changes int) {
	tb.Helper()
	for _, query := range []string{
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO changes (owner, id, sequence, plan_id,
			undoes, tool, client, made_at, ended_at, standing, holder, fence, until, lease, summary)
			SELECT 'o' || (i % ` + fmt.Sprint(owners) + `), 'c' || i, i + 0, '', '', 't', 'c', 1000 * i, 1, 0, '', 1, 0, 1, 's' FROM n`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO steps (owner, change_id, number, action,
			undoes, outcome, stands, undone_by, reason, image, want, after)
			SELECT 'o' || (i % ` + fmt.Sprint(owners) + `), 'c' || i, 1, 'edit', 0, 'done', 0, '', '', zeroblob(300), zeroblob(301), zeroblob(302) FROM n`,
	} {
		must(s.DB().ExecContext(tb.Context(), query, changes))
	}
	must(s.DB().ExecContext(tb.Context(), `INSERT INTO owners (owner, changes, versions) SELECT owner, MAX(sequence), 0 FROM changes GROUP BY owner`))
	s.SetMost(int64(changes))
}

// BenchmarkJournal is what the journal costs a write of one step: a transaction before
// the request and one after it.
func BenchmarkJournal(b *testing.B) {
	for _, rows := range []int{0, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			s := openBench(b, rows)
			text := make([]byte, 400)
			var times []time.Duration
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				hold := must(s.Begin(b.Context(), state.Change{
					ID: fmt.Sprint("b", i), Owner: "o0", At: time.Now(), Steps: []state.Step{{Number: 1, Action: "edit", Before: text, Want: text}},
				}, "h", lease))
				if err := s.End(b.Context(), hold, state.Note{Number: 1, Outcome: state.Done, After: text}); err != nil {
					b.Fatal(err)
				}
				times = append(times, time.Since(start))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms-median")
		})
	}
}

// BenchmarkRead is what looking costs a call.
func BenchmarkRead(b *testing.B) {
	for _, rows := range []int{100, 100_000} {
		s := openBench(b, rows)
		b.Run(fmt.Sprint("newest/", rows), func(b *testing.B) {
			for b.Loop() {
				_, _ = s.NewestStanding(b.Context(), "o0")
			}
		})
		b.Run(fmt.Sprint("unfinished/", rows), func(b *testing.B) {
			for b.Loop() {
				must(s.Unfinished(b.Context(), "o0"))
			}
		})
		b.Run(fmt.Sprint("latest/", rows), func(b *testing.B) {
			for b.Loop() {
				must(s.Latest(b.Context(), "o0", 10))
			}
		})
	}
}

// BenchmarkOpen is what the first call that needs the state pays.
func BenchmarkOpen(b *testing.B) {
	path := b.TempDir() + "/state.db"
	for b.Loop() {
		s := must(state.Open(b.Context(), state.Options{Path: path, Now: time.Now, Logger: new(log).logger()}))
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func openBench(b *testing.B, rows int) *state.Store {
	b.Helper()
	s := must(state.Open(b.Context(), state.Options{Path: b.TempDir() + "/state.db", Now: time.Now, Logger: new(log).logger()}))
	b.Cleanup(func() { _ = s.Close() })
	fill(b, s, 2, rows)
	return s
}
