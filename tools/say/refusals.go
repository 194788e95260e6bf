package say

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// refusal is what Tempo says when it does not take a worklog, and what to do then.
type refusal struct {
	says   *regexp.Regexp
	advice string
}

// askPerson is for limits that somebody has set on purpose.
const askPerson = "Ask the person what is right; do not get round the limit by splitting the time over entries or days."

// refusals are known from answers of Tempo, or from what it is known to check. Several
// may fit one message, and then the first counts.
var refusals = []refusal{
	{says("period is closed"), "The day lies in a period that an administrator has closed. Ask a Tempo administrator to open it; trying again does not help."},
	{says("approv|in review|submitted"), "The time sheet of that day is approved or in review, which locks it. Have it reopened first."},
	{says("remaining (estimate|time)|remainingEstimate|estimated remaining"), "Give remainingEstimateHours: what is left to do on the issue, in hours; 0 is possible. Ask the person if you do not know."},
	{says("work attribute.* is required"), "Name it in attributes."},
	{says("account.*(closed|archived|not open|inactive)"), "That account takes no more time: ask the person for another one, and name it in attributes as _Account_."},
	{says("account '.*' not found"), "There is no such account: name one in attributes as _Account_, by its key."},
	{says("work attribute.* not found"), "There is no such work attribute: check its key in attributes."},
	{says("work attribute"), "Check in attributes what is given for it."},
	{says("description"), "Give a description: ask the person what was done."},
	{says("billable"), "Check billableHours."},
	{says("future"), "The day is further ahead than the organization allows. Ask the person whether the date is right; if it is, that has to wait until the day is nearer."},
	{says("(hour|time).*(per|a|each) day|(hour|time).*(exceed|maximum|limit|more than|at most)|(exceed|maximum|limit|more than|at most).*(hour|time)|24 ?h"), askPerson},
	{says("start ?time"), "Give startTime as HH:MM, such as 09:00."},
	{says("overlap"), "Look with retrieveWorklogs at what is there at that time, and choose another startTime."},
	{says("time ?spent"), "Check timeSpentHours."},
	{says(`\b(start)?date\b`), "Check date: it is written as YYYY-MM-DD."},
	{says("issue (id|not found)"), "Tempo does not know that issue: check the key. If the key is right, the Tempo token may belong to another site than this Jira."},
	{says("user is invalid|authorAccountId"), "Tempo does not know the person whose Jira sign-in this is: they may have no access to Tempo, or the Tempo token belongs to another site than this Jira."},
}

func says(words string) *regexp.Regexp { return regexp.MustCompile("(?i)" + words) }

// advice says what to do about Tempo's refusal of a worklog, or nothing: what is only
// read may be refused in the same words, but for another reason.
func advice(e *rest.Error) string {
	if !e.IsWrite() {
		return ""
	}
	var list []string
	for _, message := range e.Messages {
		at := slices.IndexFunc(refusals, func(r refusal) bool { return r.says.MatchString(message) })
		if at >= 0 && !slices.Contains(list, refusals[at].advice) {
			list = append(list, refusals[at].advice)
		}
	}
	return strings.Join(list, " ")
}
