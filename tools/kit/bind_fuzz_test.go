package kit

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// allKinds is a struct with all of kinds; its descriptions are those that straight reads.
type allKinds struct {
	ID      worklog.ID       `json:"id,omitempty" doc:"An id."`
	IDs     []worklog.ID     `json:"ids,omitempty" limits:"items=-3" doc:"An id."`
	Text    string           `json:"text" doc:"A text."`
	Kept    *string          `json:"kept,omitempty" blank:"kept" doc:"A kept text."`
	Joined  string           `json:"joined,omitempty" join:"," doc:"A joined text."`
	Choice  string           `json:"choice,omitempty" enum:"one,two" doc:"One of two."`
	Choices []string         `json:"choices,omitempty" enum:"one,two" limits:"items=1-" doc:"Some of two."`
	Yes     *bool            `json:"yes,omitempty" doc:"Yes or no."`
	Whole   int              `json:"whole,omitempty" limits:"min=-5 max=5" doc:"A whole number."`
	Any     *int64           `json:"any,omitempty" doc:"Any whole number."`
	Number  *float64         `json:"number,omitempty" limits:"above=0 max=24" doc:"A number."`
	Either  *float64         `json:"either,omitempty" or:"kept" limits:"min=0.5" doc:"Either this or kept."`
	Wholes  []int            `json:"wholes,omitempty" limits:"items=1-3 max=3" doc:"Numbers."`
	Parts   []part           `json:"parts,omitempty" limits:"items=-3" doc:"Parts."`
	One     *part            `json:"one,omitempty" doc:"One part."`
	Table   map[string]*part `json:"table,omitempty" doc:"Parts by name."`
}

// FuzzBind binds anything at all. It never panics, tells problems that are short,
// and takes what the schema takes and nothing else, but for what is documented.
func FuzzBind(f *testing.F) {
	for _, v := range values {
		for p := range fields(reflect.TypeFor[allKinds]()) {
			f.Add(`{"text":"a","either":1,"` + p.name + `":` + v + `}`)
		}
	}
	for _, args := range []string{``, `null`, `{`, `[]`, `"{}"`, `{"Text":1,"text":2,"text":"a","kept":""}`, `{"one":{"n":1,"s":""}} {}`, strings.Repeat(`[`, 10001)} {
		f.Add(args)
	}
	c := compile(f, reflect.TypeFor[allKinds]())
	f.Fuzz(func(t *testing.T, args string) {
		if trimmed := strings.TrimSpace(args); !json.Valid([]byte(args)) || trimmed == "null" {
			c.bind(t, args)
			return
		}
		c.agree(t, args, "")
	})
}
