package kit

import "encoding/json"

// quiet keeps secrets out of a result, which a service may have repeated in a text of
// somebody's: out of its words, and out of the structure wherever it stands there.
func (e Env) quiet(r Result) Result {
	if e.Help.Hide == nil {
		return r
	}
	r.Text = e.Help.Hide(r.Text)
	raw, err := json.Marshal(r.Structured)
	if err != nil {
		return r // whoever writes the result tells
	}
	if hidden := e.Help.Hide(string(raw)); hidden != string(raw) {
		r.Structured = json.RawMessage(hidden)
	}
	return r
}
