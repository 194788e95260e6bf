package prompts

import (
	"cmp"
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

type weeklyReportInput struct {
	Period string `json:"period,omitempty" enum:"thisWeek,lastWeek" complete:"period" doc:"Which week: thisWeek or lastWeek; thisWeek if left out."`
}

// WeeklyReport is the prompt weeklyReport.
func WeeklyReport() kit.Prompt {
	return kit.NewPrompt(kit.Prompt{
		Name:        "weeklyReport",
		Title:       "Weekly report",
		Description: "Write up what a week's time went into, for a stand-up or a status mail.",
		Effect:      kit.Reads,
	}, writeWeeklyReport)
}

func writeWeeklyReport(in weeklyReportInput) (string, error) {
	week := cmp.Or(in.Period, "thisWeek")
	return "Write a report of my week from Tempo.\n" + steps(
		fmt.Sprintf("Call retrieveWorklogs with period %s, and getWorklogAnalytics with the same period once by project and once by day.", week),
		"Write at most a page: the dates and the total in the first line; then by project and issue what was done, from the descriptions, with hours; then what stands out, such as long days, or much time on something small.",
		fmt.Sprintf("Call getMissingWorklogDays with period %s, and end with the days that lack time, if there are any.", week),
	) + "\n\nUse the hours as the tools give them. Say nothing that the worklogs do not say, and change nothing.", nil
}
