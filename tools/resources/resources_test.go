package resources_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

func TestMeResource(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.WeekStart = time.Sunday
	var me struct {
		AccountID, DisplayName, TimeZone, Today, Weekday, WeekStart string
	}
	s.ReadInto(t, "tempo://me", &me)
	if me.AccountID != sim.AccountID || me.DisplayName == "" || me.TimeZone != "Europe/Berlin" || me.Today != "2026-03-05" || me.Weekday != "Thursday" || me.WeekStart != "Sunday" {
		t.Errorf("%+v", me)
	}
}

func TestScheduleResource(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.AddHoliday("2026-03-04", "Carnival", 4*3600)
	type schedule struct {
		StartDate, EndDate string
		RequiredHours      float64
		Required           string
		Days               []struct {
			Date, Weekday, Type, Holiday, Required string
			RequiredHours                          float64
		}
	}
	for uri, want := range map[string]struct {
		from, to string
		hours    float64
	}{
		"tempo://schedule/thisWeek":                 {"2026-03-02", "2026-03-08", 36},
		"tempo://schedule/today":                    {"2026-03-05", "2026-03-05", 8},
		"tempo://schedule/monday":                   {"2026-03-02", "2026-03-02", 8},
		"tempo://schedule/2026-03-04":               {"2026-03-04", "2026-03-04", 4},
		"tempo://schedule/2026-03-02..2026-03-04":   {"2026-03-02", "2026-03-04", 20},
		"tempo://schedule/2026-03-02%2E.2026-03-04": {"2026-03-02", "2026-03-04", 20},
	} {
		t.Run(uri, func(t *testing.T) {
			t.Parallel()
			var got schedule
			s.ReadInto(t, uri, &got)
			if got.StartDate != want.from || got.EndDate != want.to || got.RequiredHours != want.hours {
				t.Errorf("%+v, want %+v", got, want)
			}
			if exact := fmt.Sprintf("%vh", want.hours); got.Required != exact {
				t.Errorf("required is %q, want %q", got.Required, exact)
			}
			for _, d := range got.Days {
				if exact := strings.TrimSuffix(fmt.Sprintf("%vh", d.RequiredHours), "0h"); d.Required != cmp.Or(exact, "0m") {
					t.Errorf("%+v", d)
				}
				if half := d.Date == "2026-03-04"; half != (d.Holiday == "Carnival") || half != (d.RequiredHours == 4) {
					t.Errorf("%+v", d)
				}
			}
		})
	}
}

// TestLongSchedule says what it leaves out.
func TestLongSchedule(t *testing.T) {
	t.Parallel()
	var got struct {
		Days          []any
		RequiredHours float64
		Truncated     bool
		Notes         []string
	}
	tooltest.NewSite(t).ReadInto(t, "tempo://schedule/2025-01-01..2026-12-31", &got)
	if len(got.Days) != 400 || !got.Truncated || got.RequiredHours < 4000 {
		t.Errorf("%d days, %v h, truncated %t", len(got.Days), got.RequiredHours, got.Truncated)
	}
	tooltest.Wants(t, strings.Join(got.Notes, "\n"), "Only the first 400 days")
}

// TestResourceFailures are told in the words that tools use.
func TestResourceFailures(t *testing.T) {
	t.Parallel()
	s := tooltest.NewSite(t)
	s.TempoScopes = []string{"worklogs:manage"}
	_, err := s.Read(t, "tempo://schedule/2026-03-04")
	if err == nil {
		t.Fatal("no error")
	}
	tooltest.Wants(t, err.Error(), "The Tempo token lacks the scope Schemes (view)")

	var log strings.Builder
	env := kit.Env{Help: say.OwnMachine(), Log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, r := range tools.Resources() {
		uri := strings.Replace(r.URI, "{period}", "today", 1)
		env.Resolve = func(context.Context) (*person.Person, error) { return nil, say.MessageError("nobody today") }
		if _, err := r.Read(t.Context(), env, uri); err == nil || err.Error() != "nobody today" {
			t.Errorf("%s: %v", uri, err)
		}
		env.Resolve = func(context.Context) (*person.Person, error) { return nil, nil } //nolint:nilnil // a mistake that panics further on
		if _, err := r.Read(t.Context(), env, uri); err == nil || !strings.HasPrefix(err.Error(), "Internal error, reference ") {
			t.Errorf("%s: %v", uri, err)
		}
	}
	tooltest.Wants(t, log.String(), "nil pointer")
}
