package prompts

import (
	"cmp"
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

type fillMissingDaysInput struct {
	Period   string `json:"period,omitempty" enum:"today,yesterday,thisWeek,lastWeek,thisMonth,lastMonth" complete:"period" doc:"The days to fill; thisMonth if left out."`
	IssueKey string `json:"issueKey,omitempty" complete:"issue" doc:"A Jira issue, such as ABC-123, for days that you say nothing else about."`
}

// FillMissingDays is the prompt fillMissingDays.
func FillMissingDays() kit.Prompt {
	return kit.NewPrompt(kit.Prompt{
		Name:        "fillMissingDays",
		Title:       "Fill missing days",
		Description: "Find the working days that lack time, and fill them together.",
		Effect:      kit.Writes,
	}, writeFillMissingDays)
}

func writeFillMissingDays(in fillMissingDaysInput) (string, error) {
	issue, err := issueWord(in.IssueKey)
	if err != nil {
		return "", err
	}
	rest := "Ask me what belongs on them. You may propose what stands on the days around them, as a question."
	if issue != "" {
		rest = fmt.Sprintf("Propose %s for the time that they lack, and ask me which days were different.", issue)
	}
	return "Help me fill the days in Tempo that lack time.\n" + steps(
		fmt.Sprintf("Call getMissingWorklogDays with period %s. If no day is missing, say so and stop.", cmp.Or(in.Period, "thisMonth")),
		"Show me the missing days with what they require, what is logged and what they lack. Leave out days that are still to come.",
		rest,
		"Make entries that bring each day to what it requires and not beyond, beside what is logged on it.",
		askFirst,
		"Call bulkCreateWorklogs with all entries at once. "+tellAfter,
		"Call getMissingWorklogDays again, and tell me what is still missing.",
	) + "\n\n" + neverGuess, nil
}
