package tools_test

import (
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/tooltest"
)

// wrong is a call whose arguments are refused, and what the text has to say.
type wrong struct {
	name, tool, args string
	says             []string
}

const entry = `"issueKey":"ATLAS-1","date":"2026-03-05"`

var wrongs = []wrong{
	// dates
	{"no such day", "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"2026-02-30"}`, []string{"date", "2026-02-30", "28 days"}},
	{"no such month", "retrieveWorklogs", `{"startDate":"2026-13-01","endDate":"2026-13-02"}`, []string{"startDate", "2026-13-01", "01 to 12"}},
	{"no such day to go to", "editWorklog", `{"worklogId":1,"date":"2026-04-31"}`, []string{"date", "2026-04-31", "30 days"}},
	{"other order", "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":"05.03.2026"}`, []string{"date", "05.03.2026", "YYYY-MM-DD"}},
	{"empty date", "createWorklog", `{"issueKey":"ATLAS-1","timeSpentHours":1,"date":""}`, []string{"date", "YYYY-MM-DD"}},
	{"end before start", "retrieveWorklogs", `{"startDate":"2026-03-05","endDate":"2026-03-01"}`, []string{"endDate 2026-03-01 is before startDate 2026-03-05", "swap"}},
	{"end before start, missing days", "getMissingWorklogDays", `{"startDate":"2026-03-05","endDate":"2026-03-01"}`, []string{"endDate", "swap"}},
	{"end before start, analytics", "getWorklogAnalytics", `{"startDate":"2026-03-05","endDate":"2026-03-01"}`, []string{"endDate", "swap"}},
	{"no dates", "retrieveWorklogs", `{}`, []string{"startDate", "endDate", "period", "thisWeek"}},
	{"half of the dates", "getWorklogAnalytics", `{"startDate":"2026-03-05"}`, []string{"endDate is missing"}},
	{"period and dates", "getMissingWorklogDays", `{"period":"today","startDate":"2026-03-05"}`, []string{"period", "alone"}},
	{"unknown period", "retrieveWorklogs", `{"period":"nextYear"}`, []string{"period", "nextWeek", "lastMonth"}},
	// times
	{"zero hours", "createWorklog", `{` + entry + `,"timeSpentHours":0}`, []string{"timeSpentHours", "0 hours", "more than 0"}},
	{"negative hours", "createWorklog", `{` + entry + `,"timeSpentHours":-1}`, []string{"timeSpentHours", "-1 hours", "more than 0"}},
	{"more than a day", "createWorklog", `{` + entry + `,"timeSpentHours":24.01}`, []string{"timeSpentHours", "24.01", "at most 24h"}},
	{"hardly anything", "editWorklog", `{"worklogId":1,"timeSpentHours":0.0001}`, []string{"timeSpentHours", "1s"}},
	{"NaN", "createWorklog", `{` + entry + `,"timeSpentHours":"NaN"}`, []string{"timeSpentHours must be a number", "NaN"}},
	{"infinity", "createWorklog", `{` + entry + `,"timeSpentHours":"Inf"}`, []string{"timeSpentHours must be a number", "Inf"}},
	{"beyond floats", "createWorklog", `{` + entry + `,"timeSpentHours":1e400}`, []string{"timeSpentHours must be a number", "1e400"}},
	{"no time at all", "createWorklog", `{` + entry + `}`, []string{"timeSpentHours is missing", "timeSpent"}},
	{"blank for a time", "createWorklog", `{` + entry + `,"timeSpent":" "}`, []string{"timeSpentHours is missing", "timeSpent"}},
	{"blank for a time in a bulk", "bulkCreateWorklogs", `{"worklogEntries":[{` + entry + `,"timeSpent":""}]}`, []string{"timeSpentHours is missing"}},
	{"number without unit", "createWorklog", `{` + entry + `,"timeSpent":"90"}`, []string{"timeSpent", "90h or 90m"}},
	{"days", "createWorklog", `{` + entry + `,"timeSpent":"1d"}`, []string{"timeSpent", "write hours"}},
	{"words", "createWorklog", `{` + entry + `,"timeSpent":"a while"}`, []string{"timeSpent", "a while", "1h 30m"}},
	{"times disagree", "createWorklog", `{` + entry + `,"timeSpentHours":2,"timeSpent":"1h"}`, []string{"timeSpentHours is 2", "1h", "only one"}},
	{"starts disagree", "createWorklog", `{` + entry + `,"startTime":"10:00","timeSpent":"9:00-11:00"}`, []string{"startTime is 10:00", "09:00", "only one"}},
	{"starts disagree on edit", "editWorklog", `{"worklogId":1,"startTime":"10:00","timeSpent":"9:00-11:00"}`, []string{"startTime is 10:00"}},
	{"no such time", "createWorklog", `{` + entry + `,"timeSpentHours":1,"startTime":"25:00"}`, []string{"startTime", "25:00", "HH:MM"}},
	{"negative billable hours", "createWorklog", `{` + entry + `,"timeSpentHours":1,"billableHours":-1}`, []string{"billableHours", "-1", "0 to 24"}},
	{"negative estimate", "createWorklog", `{` + entry + `,"timeSpentHours":1,"remainingEstimateHours":-1}`, []string{"remainingEstimateHours", "-1"}},
	{"minimum above a day", "getMissingWorklogDays", `{"period":"today","minHoursPerDay":25}`, []string{"minHoursPerDay", "25", "at most 24"}},
	{"minimum of nothing", "getMissingWorklogDays", `{"period":"today","minHoursPerDay":0}`, []string{"minHoursPerDay", "more than 0"}},
	// bulk
	{"empty bulk", "bulkCreateWorklogs", `{"worklogEntries":[]}`, []string{"worklogEntries has 0 entries", "at least 1"}},
	{"huge bulk", "bulkCreateWorklogs", `{"worklogEntries":[` + strings.Repeat(`{`+entry+`,"timeSpentHours":1},`, 9999) + `{}]}`, []string{"worklogEntries has 10000 entries", "at most 500", "several calls"}},
	{"no bulk", "bulkCreateWorklogs", `{"worklogEntries":{}}`, []string{"worklogEntries must be an array", "{}"}},
	{"bulk of nothing", "bulkCreateWorklogs", `{"worklogEntries":[null,"x"]}`, []string{"worklogEntries[0] must be a JSON object, not null", "worklogEntries[1]"}},
	{"unknown argument in a bulk", "bulkCreateWorklogs", `{"worklogEntries":[{` + entry + `,"timeSpentHours":1,"hours":2}]}`, []string{"worklogEntries[0].hours is not an argument"}},
	{"missing argument in a bulk", "bulkCreateWorklogs", `{"worklogEntries":[{"date":"today"}]}`, []string{"worklogEntries[0].issueKey is missing"}},
	// keys and ids
	{"path for a key", "createWorklog", `{"issueKey":"../../myself","date":"2026-03-05","timeSpentHours":1}`, []string{"issueKey", "../../myself", "ABC-123"}},
	{"key with a space", "createWorklog", `{"issueKey":"A 1","date":"2026-03-05","timeSpentHours":1}`, []string{"issueKey", "A 1"}},
	{"key with a query", "retrieveWorklogs", `{"period":"today","issueKey":"ATLAS-1?x=1"}`, []string{"issueKey", "ATLAS-1?x=1"}},
	{"no project key", "retrieveWorklogs", `{"period":"today","projectKey":"ATLAS-1"}`, []string{"projectKey", "ATLAS-1", "such as ABC"}},
	{"no project", "getWorklogAnalytics", `{"period":"today","project":"../x"}`, []string{"project", "../x"}},
	{"id beyond 2^53", "deleteWorklog", `{"worklogId":9007199254740993}`, []string{"worklogId", "9007199254740993", "as text"}},
	{"id as fraction", "deleteWorklog", `{"worklogId":1.5}`, []string{"worklogId", "1.5", "whole number"}},
	{"id zero", "deleteWorklog", `{"worklogId":"0"}`, []string{"worklogId", `"0"`}},
	{"negative id", "editWorklog", `{"worklogId":-4,"description":"x"}`, []string{"worklogId", "-4"}},
	{"id beyond 2^63", "deleteWorklog", `{"worklogId":"99999999999999999999"}`, []string{"worklogId", "99999999999999999999"}},
	{"no id", "deleteWorklog", `{"worklogId":"../1"}`, []string{"worklogId", "../1"}},
	// shapes
	{"unknown argument", "retrieveWorklogs", `{"period":"today","user":"ben"}`, []string{"user is not an argument", "startDate", "period"}},
	{"null", "createWorklog", `{"issueKey":null,"date":"2026-03-05","timeSpentHours":1}`, []string{"issueKey is null", "ABC-123"}},
	{"null is left out", "createWorklog", `{` + entry + `,"timeSpentHours":null}`, []string{"timeSpentHours is missing"}},
	{"null id", "editWorklog", `{"worklogId":null}`, []string{"worklogId is null"}},
	{"number for a key", "createWorklog", `{"issueKey":12,"date":"2026-03-05","timeSpentHours":1}`, []string{"issueKey must be text, not 12"}},
	{"text for a number", "createWorklog", `{` + entry + `,"timeSpentHours":"one"}`, []string{"timeSpentHours must be a number", "one"}},
	{"hexadecimal", "createWorklog", `{` + entry + `,"timeSpentHours":"0x1p3"}`, []string{"timeSpentHours must be a number"}},
	{"true for a number", "createWorklog", `{` + entry + `,"timeSpentHours":true}`, []string{"timeSpentHours must be a number, not true"}},
	{"object for text", "createWorklog", `{` + entry + `,"timeSpentHours":1,"description":{}}`, []string{"description must be text"}},
	{"map for attributes", "createWorklog", `{` + entry + `,"timeSpentHours":1,"attributes":{"_Account_":"A"}}`, []string{"attributes must be an array", "_Account_"}},
	{"attribute without a value", "createWorklog", `{` + entry + `,"timeSpentHours":1,"attributes":[{"key":"_Account_"}]}`, []string{"attributes[0].value is missing"}},
	{"fraction for a limit", "retrieveWorklogs", `{"period":"today","limit":1.5}`, []string{"limit", "1 to 1000", "1.5"}},
	{"limit too high", "retrieveWorklogs", `{"period":"today","limit":1001}`, []string{"limit", "1 to 1000", "1001"}},
	{"made-up cursor", "retrieveWorklogs", `{"period":"today","cursor":"next"}`, []string{"cursor", "next", "nextCursor"}},
	{"unknown group", "getWorklogAnalytics", `{"period":"today","groupBy":"epic"}`, []string{"groupBy", "epic", "issue, account, project, customer, person, day, week, month, attribute:KEY"}},
	{"three groups", "getWorklogAnalytics", `{"period":"today","groupBy":["issue","day","week"]}`, []string{"groupBy takes at most two", "project,day"}},
	{"the same group twice", "getWorklogAnalytics", `{"period":"today","groupBy":"day, DAY"}`, []string{"groupBy names day twice"}},
	{"no attribute", "getWorklogAnalytics", `{"period":"today","groupBy":"attribute:"}`, []string{"groupBy must be one of", "attribute:KEY"}},
	{"two projects", "getWorklogAnalytics", `{"period":"today","project":"ATLAS","projectKey":"OPS"}`, []string{"projectKey is OPS", "project is ATLAS", "only one"}},
	{"comparing a table", "getWorklogAnalytics", `{"period":"today","groupBy":"project,day","compareWith":"previous"}`, []string{"compareWith takes one groupBy", "leave out project or day"}},
	{"comparing days", "getWorklogAnalytics", `{"period":"today","groupBy":"day","compareWith":"previous"}`, []string{"compareWith cannot compare by day"}},
	{"number for a key of an issue", "retrieveWorklogs", `{"period":"today","issueKey":"123"}`, []string{"issueKey 123 is a number: give the key, such as ABC-123."}},
	{"somebody's team", "retrieveWorklogs", `{"period":"today","of":"team:Search"}`, []string{"of \"team:Search\"", "me, a person's name or an account id"}},
	{"no day of a change", "retrieveWorklogs", `{"updatedSince":"lately"}`, []string{"updatedSince", "lately", "YYYY-MM-DD"}},
	{"other order of rows", "retrieveWorklogs", `{"period":"today","order":"desc"}`, []string{"order must be one of oldest, newest"}},
	{"control character", "createWorklog", `{` + entry + `,"timeSpentHours":1,"description":"a\u0000b"}`, []string{"description", "U+0000", "byte 1"}},
	{"escape sequence", "createWorklog", `{"issueKey":"\u001b[31mATLAS-1","date":"2026-03-05","timeSpentHours":1}`, []string{"issueKey", "U+001B"}},
	{"array", "createWorklog", `[]`, []string{"The arguments must be a JSON object", "[]"}},
	{"trailing text", "createWorklog", `"{} {}"`, []string{"The arguments must be a JSON object"}},
	{"nothing to change", "editWorklog", `{"worklogId":1}`, []string{"Nothing to change", "timeSpentHours", "attributes"}},
	{"nothing to change but null", "editWorklog", `{"worklogId":1,"description":null,"date":null}`, []string{"Nothing to change"}},
	{"all at once", "createWorklog", `{"issueKey":7,"when":"now"}`, []string{"issueKey must be text", "date is missing", "when is not an argument"}},
}

// TestWrongArguments says what came and what would be right, and asks no
// service.
func TestWrongArguments(t *testing.T) {
	t.Parallel()
	for _, w := range wrongs {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			text := s.Fails(t, w.tool, w.args)
			tooltest.Wants(t, text, w.says...)
			if n := len(s.Requests()); n > 0 {
				t.Errorf("%d requests were sent", n)
			}
			if len(text) > 1500 {
				t.Errorf("%d bytes of text", len(text))
			}
		})
	}
}

// TestLenientArguments takes what some clients make of the arguments.
func TestLenientArguments(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, tool, args, says string }{
		{"number as text", "createWorklog", `{` + entry + `,"timeSpentHours":"1.5"}`, "1h 30m ATLAS-1"},
		{"array as text", "createWorklog", `{` + entry + `,"timeSpentHours":1,"attributes":"[{\"key\":\"_Account_\",\"value\":\"ACME\"}]"}`, "{_Account_=ACME}"},
		{"entries as text", "bulkCreateWorklogs", `{"worklogEntries":"[{\"issueKey\":\"ATLAS-1\",\"date\":\"2026-03-05\",\"timeSpentHours\":\"2\"}]"}`, "Created 1 of 1"},
		{"entry as text", "bulkCreateWorklogs", `{"worklogEntries":["{\"issueKey\":\"ATLAS-1\",\"date\":\"2026-03-05\",\"timeSpentHours\":2}"]}`, "Created 1 of 1"},
		{"everything as text", "createWorklog", `"{\"issueKey\":\"ATLAS-1\",\"date\":\"2026-03-05\",\"timeSpentHours\":2}"`, "2h ATLAS-1"},
		{"lower case key", "createWorklog", `{"issueKey":" atlas-1 ","date":"2026-03-05","timeSpentHours":1}`, "1h ATLAS-1"},
		{"id as number", "deleteWorklog", `{"worklogId":500}`, "Deleted"},
		{"id as text", "deleteWorklog", `{"worklogId":"500"}`, "Deleted"},
		{"other case", "getWorklogAnalytics", `{"period":"THISWEEK","groupBy":"Day"}`, "by day"},
		{"limit as text", "retrieveWorklogs", `{"period":"thisMonth","limit":"1"}`, "1 listed of 2"},
		{"equal times", "createWorklog", `{` + entry + `,"timeSpentHours":2,"timeSpent":"9:00-11:00","startTime":"09:00"}`, "09:00–11:00 2h"},
		{"comma", "createWorklog", `{` + entry + `,"timeSpent":"1,5h"}`, "1h 30m"},
		{"blanks are left out", "createWorklog", `{` + entry + `,"timeSpentHours":1,"timeSpent":"","startTime":" ","description":""}`, "2026-03-05 1h ATLAS-1 Search (billable) ["},
		{"blank filters", "retrieveWorklogs", `{"period":"","startDate":"2026-03-01","endDate":"2026-03-31","issueKey":"","projectKey":"","cursor":""}`, "2 worklogs"},
		{"blank group", "getWorklogAnalytics", `{"period":"thisMonth","startDate":"","endDate":"","groupBy":"","project":""}`, "by issue"},
		{"line breaks", "createWorklog", `{` + entry + `,"timeSpentHours":1,"description":"a\nb\tc"}`, ": a b c"},
		{"half of a second rounds up", "createWorklog", `{` + entry + `,"timeSpentHours":0.00125}`, " 5s ATLAS-1"},
		{"past midnight", "createWorklog", `{` + entry + `,"timeSpent":"22:00-2:00"}`, "22:00–2026-03-06 02:00 4h"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := tooltest.NewSite(t)
			tooltest.PrepareEdit(s)
			tooltest.Wants(t, s.OK(t, tt.tool, tt.args, nil), tt.says)
		})
	}
}
