package tempo_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

func TestSchedule(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.AddHoliday("2026-03-03", "Carnival", 4*3600)
	s.AddHoliday("2026-03-04", "Founders' Day", 8*3600)
	got, err := c.Schedule(t.Context(), "2026-03-01", "2026-03-04")
	if err != nil {
		t.Fatal(err)
	}
	want := []tempo.ScheduleDay{
		{Date: "2026-03-01", Type: "NON_WORKING_DAY"},
		{Date: "2026-03-02", RequiredSeconds: 8 * 3600, Type: "WORKING_DAY"},
		{Date: "2026-03-03", RequiredSeconds: 4 * 3600, Type: "HOLIDAY", Holiday: &tempo.Holiday{Name: "Carnival", DurationSeconds: 4 * 3600}},
		{Date: "2026-03-04", Type: "HOLIDAY", Holiday: &tempo.Holiday{Name: "Founders' Day", DurationSeconds: 8 * 3600}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.AddAccount(sim.Account{ID: 7, Key: "ACME", Name: "Acme"})
	s.AddAccount(sim.Account{ID: 8, Key: "BETA", Name: "Beta", Status: "CLOSED"})
	got := map[string]string{}
	for a, err := range c.Accounts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got[a.Key] = a.Name + " " + a.Status
	}
	if diff := cmp.Diff(map[string]string{"ACME": "Acme OPEN", "BETA": "Beta CLOSED"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	a, err := c.Account(t.Context(), 8)
	if err != nil || a.Key != "BETA" {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err = c.Account(t.Context(), 9); err == nil {
		t.Errorf("%+v", a)
	}
}

func TestWorkAttributes(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.AddWorkAttribute(sim.WorkAttribute{Key: "_Account_", Name: "Account", Type: "ACCOUNT", Required: true})
	s.AddWorkAttribute(sim.WorkAttribute{
		Key: "_Kind_", Name: "Kind", Type: "STATIC_LIST", Values: []string{"1", "2"}, Names: map[string]string{"1": "A", "2": "B"},
	})
	got, err := c.WorkAttributes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []tempo.WorkAttribute{
		{Key: "_Account_", Name: "Account", Type: tempo.AttributeAccount, Required: true},
		{Key: "_Kind_", Name: "Kind", Type: tempo.AttributeStaticList, Values: []string{"1", "2"}, Names: map[string]string{"1": "A", "2": "B"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	s.TempoScopes = []string{"accounts:view"}
	if got, err = c.WorkAttributes(t.Context()); err == nil {
		t.Errorf("%+v", got)
	}
}

func TestConfiguration(t *testing.T) {
	t.Parallel()
	for day := time.Sunday; day <= time.Saturday; day++ {
		s, c := newSite(t)
		s.WeekStart = day
		if got, err := c.Configuration(t.Context()); err != nil || got.WeekStart != day {
			t.Errorf("%v, %v, want %v", got.WeekStart, err, day)
		}
	}
	for _, odd := range []string{`{}`, `{"weekStart":8}`, `{"weekStart":0}`} {
		s, _ := newSite(t)
		s.AddFault(sim.Fault{Status: 200, Body: odd})
		if got, err := connect(t, s, sim.TempoURL).Configuration(t.Context()); err == nil {
			t.Errorf("%s: %v", odd, got)
		}
	}
	s, c := newSite(t)
	s.Region = "eu"
	if got, err := c.Configuration(t.Context()); err == nil {
		t.Errorf("%v", got)
	}
}

// TestChecks see what a token may, and change nothing.
func TestChecks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		change      func(*sim.Sim)
		read, write bool
	}{
		{"everything", func(*sim.Sim) {}, true, true},
		{"only reading", func(s *sim.Sim) { s.TempoScopes = []string{"worklogs:view"} }, true, false},
		{"nothing", func(s *sim.Sim) { s.TempoScopes = []string{"schemes:view"} }, false, false},
		{"another region", func(s *sim.Sim) { s.Region = "eu" }, false, false},
	}
	for _, tt := range tests {
		s, _ := newSite(t)
		tt.change(s)
		c := connect(t, s, sim.TempoURL) // what CheckWrite sends is refused on purpose
		if err := c.CheckRead(t.Context(), "2026-03-05"); (err == nil) != tt.read {
			t.Errorf("%s: read: %v", tt.name, err)
		}
		if err := c.CheckWrite(t.Context()); (err == nil) != tt.write {
			t.Errorf("%s: write: %v", tt.name, err)
		}
		if len(s.Worklogs()) != 0 {
			t.Errorf("%s: something was written", tt.name)
		}
	}
}
