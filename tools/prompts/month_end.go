package prompts

import (
	"cmp"
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

type monthEndInput struct {
	Period string `json:"period,omitempty" enum:"thisMonth,lastMonth" complete:"period" doc:"Which month: thisMonth or lastMonth; thisMonth if left out."`
}

// MonthEnd is the prompt monthEnd.
func MonthEnd() kit.Prompt {
	return kit.NewPrompt(kit.Prompt{
		Name:        "monthEnd",
		Title:       "Month end",
		Description: "Check a month before it is submitted: missing days, doubtful entries, totals by account.",
		Effect:      kit.Reads,
	}, writeMonthEnd)
}

func writeMonthEnd(in monthEndInput) (string, error) {
	month := cmp.Or(in.Period, "thisMonth")
	return "Check my month in Tempo before I submit it.\n" + steps(
		fmt.Sprintf("Call getMissingWorklogDays and retrieveWorklogs with period %s, the latter again with nextCursor until nothing is truncated, and getWorklogAnalytics with the same period once by account and once by project.", month),
		"Tell me whether the month is complete: the total, the days that lack time and how much.",
		"List what may be wrong, each with its worklogId: entries that say the same twice, entries of a day that overlap (one may begin when another ends), days of more than ten hours, entries without a description or an account where most have one, time on days off.",
		"Give the totals by account and by project, and the billable hours.",
		"Propose what to change, and ask me. Change nothing before I say yes; then use editWorklog, deleteWorklog or bulkCreateWorklogs, if you have them, for exactly that, and tell me what was done.",
	) + "\n\n" + neverGuess, nil
}
