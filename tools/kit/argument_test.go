package kit

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type days struct {
	Start  string `json:"startDate,omitempty" doc:"First day."`
	Period string `json:"period,omitempty" enum:"today,thisWeek,lastWeek" doc:"Instead of the two dates."`
}

func TestArguments(t *testing.T) {
	t.Parallel()
	type in struct {
		days
		Key     string   `json:"issueKey" doc:"An issue."`
		Other   string   `json:"moveTo,omitempty" complete:"issue" doc:"Another issue."`
		Columns []string `json:"columns,omitempty" enum:"date,hours" doc:"What to show."`
		Yes     *bool    `json:"yes" doc:"A pointer can be left out."`
		Inside  string   `json:"-"`
		Nobody  string
	}
	want := []Argument{
		{Name: "startDate", Type: "string", Description: "First day.", Complete: "day"},
		{Name: "period", Type: "string", Description: "Instead of the two dates.", Enum: []string{"today", "thisWeek", "lastWeek"}},
		{Name: "issueKey", Type: "string", Description: "An issue.", Required: true, Complete: "issue"},
		{Name: "moveTo", Type: "string", Description: "Another issue.", Complete: "issue"},
		{Name: "columns", Type: "array", Description: "What to show.", Enum: []string{"date", "hours"}},
		{Name: "yes", Type: "boolean", Description: "A pointer can be left out."},
	}
	if diff := cmp.Diff(want, describe(reflect.TypeFor[in]()).arguments()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
