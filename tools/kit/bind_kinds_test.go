package kit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// kind is a type of argument with the tags that it can have.
type kind struct {
	of   reflect.Type
	tags []string
}

type part struct {
	N int    `json:"n" limits:"min=1 max=3" doc:"A number."`
	S string `json:"s,omitempty" enum:"a,b" doc:"A text."`
}

var kinds = []kind{
	{reflect.TypeFor[string](), []string{``, `enum:"a,true,3"`, `join:","`}},
	{reflect.TypeFor[bool](), []string{``}},
	{reflect.TypeFor[int](), []string{``, `limits:"min=-2"`, `limits:"max=3"`, `limits:"min=1 max=3"`, `limits:"above=0"`, `limits:"above=0 max=3"`}},
	{reflect.TypeFor[int64](), []string{``, `limits:"min=1"`}},
	{reflect.TypeFor[float64](), []string{``, `limits:"min=-2.5"`, `limits:"max=3"`, `limits:"min=0.5 max=3"`, `limits:"above=0"`, `limits:"above=0 max=3"`}},
	{reflect.TypeFor[worklog.ID](), []string{``}},
	{reflect.TypeFor[[]string](), []string{``, `limits:"items=1-2"`, `limits:"items=2-"`, `limits:"items=-1"`, `enum:"a,true"`, `enum:"a" limits:"items=1-2"`}},
	{reflect.TypeFor[[]int](), []string{``, `limits:"items=1-2 min=1 max=3"`, `limits:"above=0"`}},
	{reflect.TypeFor[[]float64](), []string{`limits:"max=3 items=-2"`}},
	{reflect.TypeFor[[]bool](), []string{``}},
	{reflect.TypeFor[[]worklog.ID](), []string{``, `limits:"items=1-2"`}},
	{reflect.TypeFor[part](), []string{``}},
	{reflect.TypeFor[[]part](), []string{``, `limits:"items=1-2"`}},
	{reflect.TypeFor[[]*part](), []string{``}},
	{reflect.TypeFor[map[string]string](), []string{``, `enum:"a,true"`}},
	{reflect.TypeFor[map[string]float64](), []string{`limits:"min=0.5 max=3"`}},
	{reflect.TypeFor[map[string]part](), []string{``}},
}

// forms are how an argument can be declared: required, optional, or a pointer.
var forms = []struct {
	options, tags string
	pointer       bool
}{{``, ``, false}, {`,omitempty`, ``, false}, {`,omitzero`, ``, true}, {``, ``, true}, {`,omitempty`, `blank:"kept"`, true}}

// values are sent for arguments of every kind: at, below and above each limit,
// in the right type and in others.
var values = []string{
	`null`, `true`, `false`, `"true"`, `" FALSE"`, `""`, `" "`, `"a"`, `" A "`, `"x"`, `"a\u0000"`,
	`-3`, `-2.5`, `-2.51`, `-2`, `-1`, `0`, `-0.0`, `0.49`, `0.5`, `1`, `1.0`, `1e0`, `2`, `2.5`, `3`, `30e-1`, `3.01`, `4`, `9007199254740993`, `1e30`, `1e400`, `1e-400`,
	`"0"`, `"3"`, `"+3"`, `" 3.0"`, `"3.01"`, `".5"`, `"0x1"`, `"NaN"`, `"Infinity"`, `"1_0"`, `"9007199254740993"`, `"99999999999999999999"`,
	`[]`, `[null]`, `["a"]`, `["a","b"]`, `["a","true","x"]`, `[1]`, `[0,1]`, `[3,4]`, `["1",2,3]`, `[true]`, `[[]]`, `"[]"`, `"[1,2]"`, `"[\"a\"]"`, `"[1"`, `"[1] 2"`,
	`{}`, `{"n":1}`, `{"n":0}`, `{"n":4}`, `{"n":"2","s":"B"}`, `{"n":1,"s":null}`, `{"n":null}`, `{"n":1,"s":"c"}`, `{"n":1,"N":2}`, `{"s":"a"}`, `{"n":{"n":1}}`,
	`"{}"`, `"{\"n\":1}"`, `"{"`, `[{"n":1}]`, `[{"n":1},{"n":2,"s":"a"}]`, `[{"n":1},{"n":2},{"n":3}]`, `[{}]`, `[{"n":0}]`, `[{"n":1,"x":1}]`, `["{\"n\":1}"]`, `[{"n":1},null]`,
}

// inputs are the struct types of all kinds, tags and forms.
func inputs() []reflect.Type {
	var all []reflect.Type
	for _, k := range kinds {
		for _, tags := range k.tags {
			for _, f := range forms {
				of := k.of
				if f.pointer {
					of = reflect.PointerTo(of)
				}
				if f.tags != "" && k.of.Kind() != reflect.String {
					continue
				}
				all = append(all, argument(of, f.options, tags+" "+f.tags))
			}
		}
	}
	return all
}

// TestAllKinds sends all values for arguments of all kinds, and finds the schema
// and the binding of one mind.
func TestAllKinds(t *testing.T) {
	t.Parallel()
	for _, in := range inputs() {
		t.Run(string(in.Field(0).Tag)+" "+in.Field(0).Type.String(), func(t *testing.T) {
			t.Parallel()
			list := argument(reflect.SliceOf(in), ``, ``)
			agreeOnAll(t, in, "a", `%s`)
			agreeOnAll(t, argument(in, ``, ``), "a.a", `{"a":%s}`)
			agreeOnAll(t, list, "a[0].a", `{"a":[%s]}`)
		})
	}
}

func agreeOnAll(t *testing.T, in reflect.Type, path, format string) {
	t.Helper()
	c := compile(t, in)
	c.agree(t, fmt.Sprintf(format, `{}`), path)
	c.agree(t, fmt.Sprintf(format, `{"b":1}`), "")
	for _, v := range values {
		c.agree(t, fmt.Sprintf(format, `{"a":`+v+`}`), path)
	}
}

// contract is a struct type's schema, as it is published and ready to check with.
type contract struct {
	in       reflect.Type
	is       *schema
	document map[string]any
	accepts  *jsonschema.Schema
}

func compile(tb testing.TB, in reflect.Type) contract {
	tb.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(describe(in).encode()))
	if err != nil {
		tb.Fatal(err)
	}
	checkWords(tb, "", document)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("in", document); err != nil {
		tb.Fatal(err)
	}
	accepts, err := c.Compile("in")
	if err != nil {
		tb.Fatal(err)
	}
	object, _ := document.(map[string]any)
	return contract{in, describe(in), object, accepts}
}

// stricter are problems with what a schema cannot refuse without words that
// clients do not understand.
var stricter = regexp.MustCompile(`of more than [-0-9.]+( and at most [-0-9.]+)?, not|Tempo worklog id|beyond 2\^53|control character|must be a (whole )?number[^,]*, not "?[-+0-9.]*([eE]|[0-9]{19})|is missing: Either|There are more`)

// agree binds arguments, which are valid JSON, and compares with the schema.
// path, unless it is empty, is where a problem has to be.
func (c contract) agree(t *testing.T, args, path string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(args))
	if err != nil {
		t.Fatalf("%s: %v", args, err)
	}
	asItIs := c.accepts.Validate(value)
	refused := c.accepts.Validate(straight(value, c.document))
	problems := c.bind(t, args)
	if len(problems) == 0 && refused != nil {
		t.Errorf("bound %s\nto %s\n%v", args, describe(c.in).encode(), refused)
	}
	for _, p := range problems {
		if !strings.HasPrefix(p, path) {
			t.Errorf("%s: %q does not begin with %s", args, p, path)
		}
		if (asItIs == nil || refused == nil) && !stricter.MatchString(p) {
			t.Errorf("%s: %q\nbut the schema takes it: %s", args, p, describe(c.in).encode())
		}
	}
}

// bind returns the problems of arguments, and checks that they are told well.
func (c contract) bind(t *testing.T, args string) []string {
	t.Helper()
	err := c.is.bind(json.RawMessage(args), reflect.New(c.in).Interface())
	if err == nil {
		return nil
	}
	problems := problemsOf(t, err)
	for _, p := range problems {
		if p == "" || len([]rune(p)) > 600 {
			t.Errorf("%s: %q", args, p)
		}
	}
	return problems
}

// checkWords walks a schema for what Gemini, Vertex or OpenAI's strict mode refuse.
func checkWords(tb testing.TB, path string, document any) {
	tb.Helper()
	object, ok := document.(map[string]any)
	if !ok {
		tb.Errorf("%s is %v, and no schema", path, document)
		return
	}
	for word, value := range object {
		switch word {
		case "type":
			if _, one := value.(string); !one {
				tb.Errorf("%s has the types %v", path, value)
			}
		case "items":
			checkWords(tb, path+"[]", value)
		case "properties":
			for name, property := range value.(map[string]any) {
				checkWords(tb, path+"."+name, property)
			}
		case "additionalProperties":
			if value != false {
				checkWords(tb, path+".*", value)
			}
		case "description", "enum", "minimum", "maximum", "minItems", "maxItems", "required":
		default:
			tb.Errorf("%s has %s", path, word)
		}
	}
}
