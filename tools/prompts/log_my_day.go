package prompts

import (
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

type logMyDayInput struct {
	Date     string `json:"date,omitempty" complete:"day" doc:"The day: YYYY-MM-DD, today, yesterday, or monday to sunday for the latest one; today if left out."`
	IssueKey string `json:"issueKey,omitempty" complete:"issue" doc:"The Jira issue, such as ABC-123, when it was all on one."`
	Notes    string `json:"notes,omitempty" doc:"What was done, in your own words, with times as far as you know them."`
}

// LogMyDay is the prompt logMyDay.
func LogMyDay() kit.Prompt {
	return kit.NewPrompt(kit.Prompt{
		Name:        "logMyDay",
		Title:       "Log my day",
		Description: "Go through one day together, and log what is missing.",
		Effect:      kit.Writes,
	}, writeLogMyDay)
}

func writeLogMyDay(in logMyDayInput) (string, error) {
	day, err := dayWord("date", in.Date, "today")
	if err != nil {
		return "", err
	}
	issue, err := issueWord(in.IssueKey)
	if err != nil {
		return "", err
	}
	ask := "Ask me what I worked on and for how long, if that is not plain from our conversation."
	if in.Notes != "" {
		ask = "This is what I did; ask only about what is unclear:" + quoteText(in.Notes)
	}
	on := ""
	if issue != "" {
		on = fmt.Sprintf("It was on %s, unless I say otherwise.", issue)
	}
	return fmt.Sprintf("Help me log my time in Tempo for %s.\n", day) + steps(
		fmt.Sprintf("Call getMissingWorklogDays and retrieveWorklogs with startDate and endDate %q, to see what the day requires and what is logged already. Tell me both in a line.", day),
		ask,
		on,
		"Make an entry for each piece of work: issue, time spent or start and end, and a short description in my words. Entries must not overlap each other or what is logged; one may begin when another ends.",
		askFirst,
		fmt.Sprintf("Call bulkCreateWorklogs once, with the date %q. %s", day, tellAfter),
	) + "\n\n" + neverGuess, nil
}
