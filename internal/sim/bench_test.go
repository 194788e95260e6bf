package sim_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// BenchmarkPage serves a page of 5,000 of 100,000 worklogs.
func BenchmarkPage(b *testing.B) {
	s := newSite()
	first := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 100_000 {
		s.AddWorklog(sim.Worklog{
			IssueID: 10001, StartDate: first.AddDate(0, 0, i/28).Format(time.DateOnly), StartTime: fmt.Sprintf("%02d:00:00", i%24),
			TimeSpentSeconds: 600, BillableSeconds: new(int64(600)), Description: fmt.Sprintf("Worklog %d", i),
			Attributes: []sim.AttributeValue{{Key: "_Account_", Value: "CLOUDBAY"}},
		})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		url := fmt.Sprintf("%s/worklogs/user/%s?limit=5000&offset=%d", tempo, sim.AccountID, 5000*(i%20))
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+sim.TempoToken)
		resp, err := s.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatal(resp.Status, err)
		}
		b.SetBytes(resp.ContentLength)
		if err := resp.Body.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
