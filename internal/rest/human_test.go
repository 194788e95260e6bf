package rest_test

import (
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

func TestHuman(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{
		0:                             "1 second",
		time.Millisecond:              "1 second",
		1500 * time.Millisecond:       "2 seconds",
		45 * time.Second:              "45 seconds",
		time.Minute:                   "1 minute",
		61 * time.Second:              "61 seconds",
		90 * time.Second:              "90 seconds",
		2 * time.Minute:               "2 minutes",
		121 * time.Second:             "3 minutes",
		59 * time.Minute:              "59 minutes",
		59*time.Minute + time.Second:  "1 hour",
		time.Hour:                     "1 hour",
		time.Hour + time.Millisecond:  "1 hour 1 minute",
		100 * time.Minute:             "1 hour 40 minutes",
		3 * time.Hour:                 "3 hours",
		23*time.Hour + 10*time.Minute: "24 hours",
		24 * time.Hour:                "24 hours",
	} {
		if got := rest.Human(wait); got != want {
			t.Errorf("Human(%s) = %q, want %q", wait, got, want)
		}
	}
}
