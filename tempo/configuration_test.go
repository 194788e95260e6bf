package tempo_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

func TestConfigurationSaysWhatIsRequired(t *testing.T) {
	t.Parallel()
	s, c := newSite(t)
	s.FutureDays, s.MaxHoursPerDay, s.WeeklyPeriods, s.ApprovalWeekStart = 0, 10, true, new(time.Sunday)
	s.DescriptionRequired, s.RemainingEstimateRequired, s.StartAndEndTimes = true, true, true
	got, err := c.Configuration(t.Context())
	want := tempo.Configuration{
		WeekStart: time.Monday, ApprovalWeekStart: time.Sunday, ApprovalPeriod: "WEEK", MaxPerDay: 10 * time.Hour, FutureDays: new(int),
		DescriptionRequired: true, EstimateRequired: true, StartAndEndTimes: true, OpenAccountsOnly: true,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	s.AddFault(sim.Fault{Status: 200, Body: `{"weekStart":2}`})
	got, err = connect(t, s, sim.TempoURL).Configuration(t.Context())
	if diff := cmp.Diff(tempo.Configuration{WeekStart: time.Tuesday, ApprovalWeekStart: time.Tuesday}, got); err != nil || diff != "" {
		t.Errorf("what is not said restricts nothing: %v (-want +got)\n%s", err, diff)
	}
}
