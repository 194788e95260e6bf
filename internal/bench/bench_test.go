package bench_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// answerTime is how long the services take to answer where a budget counts it.
const answerTime = 50 * time.Millisecond

// folder holds the binary while the benchmarks run.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "tempo-mcp-server"); err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	m.Run()
}

// build makes the binary as it is released, once.
var build = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(folder, "tempo-mcp-server")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, release.Module)
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return binary, nil
})

func BenchmarkStart(b *testing.B) {
	url := serve(b, sim.New())
	for b.Loop() {
		p := start(b, url)
		p.hello(b)
		b.StopTimer()
		time.Sleep(50 * time.Millisecond) // idle is what it is after a moment
		b.ReportMetric(p.memory(b, "VmRSS"), "MB-idle")
		p.stop(b)
		b.StartTimer()
	}
}

func BenchmarkWarmCall(b *testing.B) {
	s := newSite(1, 20, 1)
	s.to = s.from[:8] + "09" // a week and a bit
	p := start(b, serve(b, s.Sim))
	p.hello(b)
	call := func() { p.call(b, "retrieveWorklogs", fmt.Sprintf(`{"startDate":%q,"endDate":%q}`, s.from, s.to)) }
	call()
	for b.Loop() {
		call()
	}
	p.stop(b)
}

func BenchmarkMonth(b *testing.B) {
	measure(b, newSite(1, 63, 3), "retrieveWorklogs", func(s *site) string {
		return fmt.Sprintf(`{"startDate":%q,"endDate":%q}`, s.from, s.to)
	})
}

func BenchmarkTenMonthsByIssue(b *testing.B) {
	measure(b, newSite(10, 190, 3), "getWorklogAnalytics", func(s *site) string {
		return fmt.Sprintf(`{"startDate":%q,"endDate":%q,"groupBy":"issue"}`, s.from, s.to)
	})
}

func BenchmarkBulk40On20Issues(b *testing.B) {
	s := newSite(1, 20, 0)
	s.MaxHoursPerDay = 0 // every run logs on the same day
	var entries []string
	for i := range 40 {
		entries = append(entries, fmt.Sprintf(`{"issueKey":"WORK-%d","timeSpentHours":0.5,"date":%q,"description":"entry %d"}`, i%20+1, s.from, i))
	}
	measure(b, s, "bulkCreateWorklogs", func(*site) string { return `{"worklogEntries":[` + strings.Join(entries, ",") + `]}` })
}

func Benchmark100000WorklogsByMonth(b *testing.B) {
	s := newSite(10, 200, 460)
	s.answer = 0
	measure(b, s, "getWorklogAnalytics", func(s *site) string {
		return fmt.Sprintf(`{"startDate":%q,"endDate":%q,"groupBy":"month"}`, s.from, s.to)
	})
}

// measure times one call of a new process each, once the process knows who the
// person is, and reports the requests of the call and the peak of the memory.
func measure(b *testing.B, s *site, tool string, arguments func(*site) string) {
	b.Helper()
	url := serve(b, s.Sim)
	for b.Loop() {
		b.StopTimer()
		s.ResetRequests()
		s.Latency = 0
		p := start(b, url)
		p.hello(b)
		p.call(b, "retrieveWorklogs", `{"startDate":"2001-01-01","endDate":"2001-01-01"}`)
		before := len(s.Requests())
		s.Latency = s.answer
		b.StartTimer()
		p.call(b, tool, arguments(s))
		b.StopTimer()
		b.ReportMetric(float64(len(s.Requests())-before+1), "requests") // and the one for who the person is
		b.ReportMetric(p.memory(b, "VmHWM"), "MB-peak")
		p.stop(b)
		b.StartTimer()
	}
}

// site is a simulated site with worklogs on every working day of some months.
type site struct {
	*sim.Sim
	from, to string
	answer   time.Duration
}

func newSite(months, issues, aDay int) *site {
	s := &site{Sim: sim.New(), answer: answerTime}
	for i := range issues {
		s.AddIssue(sim.Issue{ID: int64(10001 + i), Key: fmt.Sprintf("WORK-%d", i+1), Summary: fmt.Sprintf("Issue number %d", i+1)})
	}
	first := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, months, -1)
	n := 0
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		for range aDay {
			n++
			s.AddWorklog(sim.Worklog{
				IssueID: int64(10001 + n%issues), StartDate: day.Format("2006-01-02"), StartTime: "09:00:00",
				TimeSpentSeconds: 1800, Description: "Something that took half an hour",
			})
		}
	}
	s.from, s.to = first.Format("2006-01-02"), last.Format("2006-01-02")
	return s
}

func serve(b *testing.B, s *sim.Sim) string {
	b.Helper()
	if _, err := build(); err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(s)
	b.Cleanup(server.Close)
	return server.URL
}

// process is the server under test.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	id  int
}

func start(b *testing.B, url string) *process {
	b.Helper()
	binary, err := build()
	if err != nil {
		b.Fatal(err)
	}
	p := &process{cmd: exec.CommandContext(b.Context(), binary)}
	p.cmd.Env = []string{
		"TEMPO_BASE_URL=" + url, "TEMPO_API_TOKEN=" + sim.TempoToken, "ATLASSIAN_API_URL=" + url,
		"JIRA_BASE_URL=" + url, "JIRA_EMAIL=" + sim.Email, "JIRA_API_TOKEN=" + sim.JiraToken,
	}
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return p
}

func (p *process) stop(b *testing.B) {
	b.Helper()
	if err := p.in.Close(); err != nil {
		b.Error(err)
	}
	if err := p.cmd.Wait(); err != nil {
		b.Error(err)
	}
}

func (p *process) hello(b *testing.B) {
	b.Helper()
	p.ask(b, "initialize", `{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}`)
}

func (p *process) call(b *testing.B, tool, arguments string) {
	b.Helper()
	answer := p.ask(b, "tools/call", fmt.Sprintf(`{"name":%q,"arguments":%s}`, tool, arguments))
	if !bytes.Contains(answer, []byte(`"structuredContent"`)) || bytes.Contains(answer, []byte(`"isError":true`)) {
		b.Fatalf("%s: %s", tool, answer)
	}
}

// ask sends a request and returns the line that answers it. It only looks at the
// line: to parse it would be measured too.
func (p *process) ask(b *testing.B, method, params string) []byte {
	b.Helper()
	p.id++
	if _, err := fmt.Fprintf(p.in, `{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`+"\n", p.id, method, params); err != nil {
		b.Fatal(err)
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		b.Fatal(err)
	}
	if !bytes.HasPrefix(line, fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"result":`, p.id)) {
		b.Fatalf("%s: %s", method, line)
	}
	return line
}

// memory reads a figure of the process from Linux, in MB; elsewhere it is 0.
func (p *process) memory(b *testing.B, name string) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name+":" {
			kb, err := strconv.ParseFloat(fields[1], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	return 0
}
