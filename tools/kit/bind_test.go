package kit

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// entry has what the entries of a bulk have.
type entry struct {
	IssueKey   string      `json:"issueKey" doc:"Jira issue key, such as ABC-123."`
	Hours      *float64    `json:"timeSpentHours,omitempty" or:"timeSpent" limits:"above=0 max=24" doc:"Hours spent. Either this or timeSpent."`
	TimeSpent  *string     `json:"timeSpent,omitempty" doc:"Time spent as text."`
	Text       *string     `json:"description,omitempty" blank:"kept" doc:"What was done."`
	Estimate   *float64    `json:"remainingEstimateHours,omitempty" limits:"min=0" doc:"Remaining estimate."`
	Attributes []attribute `json:"attributes,omitempty" doc:"Work attributes."`
}

type attribute struct {
	Key   string `json:"key" doc:"Key of the attribute."`
	Value string `json:"value" doc:"Its value."`
}

// everything has an argument of every kind that a tool has.
type everything struct {
	days
	IDs     []worklog.ID       `json:"worklogIds,omitempty" limits:"items=-500" doc:"Worklogs."`
	ID      worklog.ID         `json:"worklogId,omitempty" doc:"A worklog."`
	Entries []entry            `json:"worklogEntries,omitempty" limits:"items=1-500" doc:"The worklogs."`
	First   *entry             `json:"first,omitempty" doc:"One worklog."`
	Only    []int              `json:"only,omitempty" limits:"items=1- min=1" doc:"Numbers of entries."`
	Sources []string           `json:"sources,omitempty" enum:"jira,plans,timer" doc:"Where to look."`
	People  []string           `json:"people,omitempty" limits:"items=-3" doc:"Names of people."`
	Limit   int                `json:"limit,omitempty" limits:"min=1 max=1000" doc:"How many."`
	Back    *int               `json:"back,omitempty" limits:"max=0" doc:"How far back."`
	Round   int                `json:"roundMinutes,omitempty" limits:"above=0" doc:"Minutes to round to."`
	Number  *int64             `json:"number,omitempty" doc:"Any number."`
	DryRun  *bool              `json:"dryRun,omitempty" doc:"To see it first."`
	GroupBy string             `json:"groupBy,omitempty" join:"," doc:"What to add up by."`
	Hours   map[string]float64 `json:"hours,omitempty" limits:"min=0" doc:"Hours of days."`
}

// bound binds to everything and returns the problems, if any.
func bound(tb testing.TB, raw string) (everything, []string) {
	tb.Helper()
	var got everything
	err := bind(json.RawMessage(raw), &got)
	if err == nil {
		return got, nil
	}
	return got, problemsOf(tb, err)
}

func problemsOf(tb testing.TB, err error) []string {
	tb.Helper()
	wrong, ok := errors.AsType[*say.ArgumentError](err)
	if !ok || len(wrong.Problems) == 0 {
		tb.Fatalf("%#v is no error of the arguments", err)
	}
	return wrong.Problems
}

// TestWrongArguments has one problem a line, in the words that a model reads.
func TestWrongArguments(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, args, want string }{
		{"no object", `[]`, `The arguments must be a JSON object, not [].`},
		{"no JSON", `{"limit":`, `The arguments must be a JSON object, not {"limit":.`},
		{"trailing text", `"{} {}"`, `The arguments must be a JSON object, not "{} {}".`},
		{"number for text", `{"startDate":12}`, `startDate must be text, not 12: First day.`},
		{"control character", `{"startDate":"a\u0000b"}`, `startDate holds a control character (U+0000 at byte 1); take it out.`},
		{"none of the choices", `{"period":"never"}`, `period must be one of today, thisWeek, lastWeek, not "never".`},
		{"no entry that is a choice", `{"sources":["jira","Git "]}`, `sources[1] must be one of jira, plans, timer, not "Git ".`},
		{"no number", `{"first":{"issueKey":"A-1","timeSpentHours":"one"}}`, `first.timeSpentHours must be a number, not "one": Hours spent. Either this or timeSpent.`},
		{"beyond floats", `{"hours":{"2026-03-05":1e400}}`, `hours.2026-03-05 must be a number, not 1e400: Hours of days.`},
		{"at the exclusive limit", `{"first":{"issueKey":"A-1","timeSpentHours":0}}`, `first.timeSpentHours must be a number of more than 0 and at most 24, not 0.`},
		{"above the limit", `{"first":{"issueKey":"A-1","timeSpentHours":"24.01"}}`, `first.timeSpentHours must be a number of more than 0 and at most 24, not "24.01".`},
		{"below the limit", `{"first":{"issueKey":"A-1","timeSpent":"1h","remainingEstimateHours":-1}}`, `first.remainingEstimateHours must be a number of at least 0, not -1.`},
		{"fraction", `{"limit":1.5}`, `limit must be a whole number from 1 to 1000, not 1.5.`},
		{"above an upper limit alone", `{"back":1}`, `back must be a whole number of at most 0, not 1.`},
		{"at an exclusive limit alone", `{"roundMinutes":0}`, `roundMinutes must be a whole number of more than 0, not 0.`},
		{"without limits", `{"number":"x"}`, `number must be a whole number, not "x".`},
		{"entry below the limit", `{"only":[1,0]}`, `only[1] must be a whole number of at least 1, not 0.`},
		{"no bool", `{"dryRun":"yes"}`, `dryRun must be true or false, not "yes": To see it first.`},
		{"no id", `{"worklogId":"../1"}`, `worklogId must be a Tempo worklog id, a positive whole number as in the results of retrieveWorklogs, not "../1".`},
		{"text that is a power", `{"worklogId":"1e3"}`, `worklogId must be a Tempo worklog id, a positive whole number as in the results of retrieveWorklogs, not "1e3".`},
		{"id zero", `{"worklogIds":["0"]}`, `worklogIds[0] must be a Tempo worklog id, a positive whole number as in the results of retrieveWorklogs, not "0".`},
		{"id beyond 2^53", `{"worklogId":9007199254740993}`, `worklogId 9007199254740993 is beyond 2^53 and may have lost digits on its way as a number: send it as text.`},
		{"no array", `{"worklogEntries":{}}`, `worklogEntries must be an array, not {}: The worklogs.`},
		{"one text for an array", `{"people":"ben"}`, `people must be an array such as ["ben"], not "ben": Names of people.`},
		{"several texts in one", `{"people":"ben, ann"}`, `people must be an array, not "ben, ann": Names of people.`},
		{"one id for an array", `{"worklogIds":7}`, `worklogIds must be an array such as [7], not 7: Worklogs.`},
		{"something else for an array", `{"sources":7}`, `sources must be an array, not 7: Where to look.`},
		{"broken array in a text", `{"only":"[1,"}`, `only must be an array, not "[1,": Numbers of entries.`},
		{"too few entries", `{"worklogEntries":[]}`, `worklogEntries has 0 entries; at least 1 and at most 500 fit in one call.`},
		{"too few without an upper limit", `{"only":[]}`, `only has 0 entries; it needs at least 1.`},
		{"too many entries", `{"people":["a","b","c","d"]}`, `people has 4 entries; at most 3 fit in one call. Send them in several calls.`},
		{"no entries", `{"worklogEntries":[null,"x"]}`, "worklogEntries[0] must be a JSON object, not null.\nworklogEntries[1] must be a JSON object, not \"x\"."},
		{"null for an entry", `{"people":[null]}`, `people[0] must be text, not null: Names of people.`},
		{"no map", `{"hours":[]}`, `hours must be a JSON object, not []: Hours of days.`},
		{"no texts to join", `{"groupBy":["day",1]}`, `groupBy must be text, not ["day",1]: What to add up by.`},
		{"missing", `{"first":{"timeSpent":"1h"}}`, `first.issueKey is missing: Jira issue key, such as ABC-123.`},
		{"null and required", `{"first":{"issueKey":null,"timeSpent":"1h"}}`, `first.issueKey is null: Jira issue key, such as ABC-123.`},
		{"neither of two", `{"first":{"issueKey":"A-1"}}`, `first.timeSpentHours is missing: Hours spent. Either this or timeSpent.`},
		{"null and blank for both", `{"first":{"issueKey":"A-1","timeSpentHours":null,"timeSpent":" "}}`, `first.timeSpentHours is missing: Hours spent. Either this or timeSpent.`},
		{"unknown", `{"first":{"issueKey":"A-1","timeSpent":"1h","when":"now"}}`, `first.when is not an argument here; there are issueKey, timeSpentHours, timeSpent, description, remainingEstimateHours, attributes.`},
		{"nearly known", `{"worklogEntries":[{"issueKey":"A-1","time_spent":"1h","timeSpent":"1h"}]}`, `worklogEntries[0].time_spent is not an argument here (did you mean timeSpent?); there are issueKey, timeSpentHours, timeSpent, description, remainingEstimateHours, attributes.`},
		{
			"all at once", `{"limit":0,"first":{"attributes":[{"key":7}]}}`,
			`first.issueKey is missing: Jira issue key, such as ABC-123.
first.timeSpentHours is missing: Hours spent. Either this or timeSpent.
first.attributes[0].key must be text, not 7: Key of the attribute.
first.attributes[0].value is missing: Its value.
limit must be a whole number from 1 to 1000, not 0.`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, problems := bound(t, tt.args)
			if diff := cmp.Diff(tt.want, strings.Join(problems, "\n")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.args, diff)
			}
		})
	}
}

// TestLenientArguments takes what has one meaning only, and nothing for what was left out.
func TestLenientArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, args string
		want       everything
	}{
		{"nothing", ``, everything{}},
		{"null", ` null `, everything{}},
		{"nulls", `{"startDate":null,"limit":null,"worklogIds":null,"first":null,"dryRun":null,"hours":null}`, everything{}},
		{"blanks", `{"startDate":"","period":" ","groupBy":"\t","worklogId":""}`, everything{}},
		{
			"nulls and blanks inside", `{"first":{"issueKey":"A-1","timeSpentHours":1,"timeSpent":"","description":null,"attributes":null}}`,
			everything{First: &entry{IssueKey: "A-1", Hours: new(1.0)}},
		},
		{
			"empty text that is kept", `{"first":{"issueKey":"","timeSpentHours":1,"description":""}}`,
			everything{First: &entry{Hours: new(1.0), Text: new("")}},
		},
		{"everything as text", `"{\"limit\":\"5\",\"dryRun\":\" True\",\"only\":\"[1,\\\"2\\\"]\"}"`, everything{Limit: 5, DryRun: new(true), Only: []int{1, 2}}},
		{"object as text", `{"first":" {\"issueKey\":\"A-1\",\"timeSpent\":\"1h\"}"}`, everything{First: &entry{IssueKey: "A-1", TimeSpent: new("1h")}}},
		{
			"entry as text", `{"worklogEntries":["{\"issueKey\":\"A-1\",\"timeSpentHours\":\"1.5\"}"]}`,
			everything{Entries: []entry{{IssueKey: "A-1", Hours: new(1.5)}}},
		},
		{"other case", `{"period":" THISweek","sources":["JIRA"]}`, everything{days: days{Period: "thisWeek"}, Sources: []string{"jira"}}},
		{
			"whole numbers", `{"only":[3.0,3e0,30e-1,"3.0"],"limit":1E3,"number":"-9223372036854775808"}`,
			everything{Only: []int{3, 3, 3, 3}, Limit: 1000, Number: new(int64(-1 << 63))},
		},
		{"zero with an exponent", `{"back":-0.00e-5}`, everything{Back: new(0)}},
		{
			"ids", `{"worklogIds":[500,"500",5e2,"9007199254740993"," 9223372036854775807 "]}`,
			everything{IDs: []worklog.ID{500, 500, 500, 1<<53 + 1, 1<<63 - 1}},
		},
		{"false", `{"dryRun":false}`, everything{DryRun: new(false)}},
		{"map", `{"hours":{"2026-03-05":"1.5","":0}}`, everything{Hours: map[string]float64{"2026-03-05": 1.5, "": 0}}},
		{"array to join", `{"groupBy":["project","day"]}`, everything{GroupBy: "project,day"}},
		{"array in a text to join", `{"groupBy":"[\"project\",\"day\"]"}`, everything{GroupBy: "project,day"}},
		{"text in brackets", `{"startDate":"[today]"}`, everything{days: days{Start: "[today]"}}},
		{"name that comes twice", `{"limit":0,"startDate":1,"limit":2,"startDate":"x"}`, everything{days: days{Start: "x"}, Limit: 2}},
		{"line breaks", `{"startDate":"a\nb\tc\r"}`, everything{days: days{Start: "a\nb\tc\r"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, problems := bound(t, tt.args)
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(everything{})); diff != "" || problems != nil {
				t.Errorf("%s: %q (-want +got):\n%s", tt.args, problems, diff)
			}
		})
	}
}

func TestNumbersThatAreNone(t *testing.T) {
	t.Parallel()
	for _, number := range []string{
		`"NaN"`, `"Inf"`, `"-infinity"`, `"0x10"`, `"1_000"`, `"1,5"`, `"--1"`, `"1e"`, `"e5"`, `"."`, `"1.2.3"`, `""`, `true`, `[1]`, `1e400`,
		`"99999999999999999999"`, `1e30`, `1e-999999999`, `1e999999999999999999999`, `3.00000000000000000000000001`, `0.5`,
	} {
		if _, problems := bound(t, `{"number":`+number+`}`); len(problems) != 1 || !strings.HasPrefix(problems[0], "number must be a whole number") {
			t.Errorf("%s: %q", number, problems)
		}
	}
}

// TestProblemsAreShort shows 80 characters of what came, without those that
// nobody sees or that reorder what is around them.
func TestProblemsAreShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 200)
	for _, args := range []string{
		`{"period":"` + long + `"}`, `{"` + long + `":1}`, `{"limit":` + strings.Repeat("1", 200) + `}`, `{"people":"` + long + `"}`,
		`{"sources":["` + long + `"]}`, `{"hours":{"` + long + `":"x"}}`, `{"startDate":{"` + long + `":1}}`, `"` + long + `"`, `{"` + long,
	} {
		_, problems := bound(t, args)
		if len(problems) != 1 || !strings.Contains(problems[0], "…") || len([]rune(problems[0])) > 350 {
			t.Errorf("%.20s: %q", args, problems)
		}
	}
	_, problems := bound(t, `{"period":"a\u202eb\u200bc\udb40\udc41d\ufe0fe\u0085f\u2028g","\u202e":1}`)
	want := []string{
		`period holds a control character (U+0085 at byte 18); take it out.`,
		`"" is not an argument here; there are ` + strings.Join(describe(reflect.TypeFor[everything]()).names(), ", ") + `.`,
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Error(diff)
	}
	if got := (came{"a\u202eb\u200bc\U000e0041d\ufe0fe<"}).String(); got != `"abcde<"` {
		t.Errorf("shown as %s", got)
	}
}

func TestManyProblems(t *testing.T) {
	t.Parallel()
	_, problems := bound(t, `{"first":{"issueKey":"A","timeSpent":"1h","attributes":[`+strings.Repeat(`{},`, 50)+`{}]}}`)
	if last := problems[len(problems)-1]; len(problems) != mostProblems+1 || last != "There are more problems; mend these first." {
		t.Errorf("%d problems, last %q", len(problems), last)
	}
}

// TestHugeArguments would take minutes if anything were done again and again, or
// end the process if the stack grew without bounds.
func TestHugeArguments(t *testing.T) {
	t.Parallel()
	const size = 4 << 20
	repeat := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, args := range map[string]string{
		"nested":          `{"first":` + strings.Repeat("[", 9998) + strings.Repeat("]", 9998) + `}`,
		"nested too deep": `{"first":` + repeat("[") + `}`,
		"quoted":          `{"first":"` + repeat(`\"`) + `"}`,
		"text":            `{"period":"` + repeat("x") + `"}`,
		"name":            `{"` + repeat("x") + `":1}`,
		"names":           `{` + many(size/20, `"limit%d":1`) + `}`,
		"number":          `{"limit":` + repeat("9") + `}`,
		"tiny number":     `{"limit":0.` + repeat("0") + `1}`,
		"exponents":       `{"only":[` + repeat(`1e-999999,`) + `1]}`,
		"attributes":      `{"first":{"attributes":[` + repeat(`{},`) + `{}]}}`,
		"wrong numbers":   `{"only":[` + repeat(`"x",`) + `1]}`,
		"object":          `{"startDate":{` + many(size/20, `"limit%d":1`) + `}}`,
		"array in a text": `{"worklogIds":"[` + repeat(`1,`) + `x]"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := bound(t, args)
			for _, p := range problems {
				if len([]rune(p)) > 600 {
					t.Errorf("%d characters", len([]rune(p)))
				}
			}
			if len(problems) == 0 || len(problems) > mostProblems+1 {
				t.Errorf("%d problems", len(problems))
			}
		})
	}
}

func many(n int, format string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(list, ",")
}

func TestClosest(t *testing.T) {
	t.Parallel()
	names := []string{"startDate", "endDate", "of", "limit", "view", "timeSpentHours"}
	for name, want := range map[string]string{
		"startdate": "startDate", "START_DATE": "startDate", "start": "", "date": "", "endDat": "endDate", "end_Date": "endDate", "on": "of",
		"at": "", "to": "", "limits": "limit", "time_spent_hours": "timeSpentHours", "timespenthours": "timeSpentHours", "vw": "view", "": "", "éndDate": "endDate",
	} {
		if got := Closest(name, names); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func BenchmarkBind(b *testing.B) {
	one := `{"issueKey":"ATLAS-1","timeSpentHours":1.5,"description":"Reviews","attributes":[{"key":"_Account_","value":"ACME"}]}`
	for name, args := range map[string]string{"one": `{"first":` + one + `}`, "forty": `{"worklogEntries":[` + strings.Repeat(one+",", 39) + one + `]}`} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var got everything
				if err := bind(json.RawMessage(args), &got); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("describe", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			describe(reflect.TypeFor[everything]())
		}
	})
}

// bind reads a JSON object into the struct that target points to.
func bind(raw json.RawMessage, target any) error {
	return describe(reflect.TypeOf(target)).bind(raw, target)
}
