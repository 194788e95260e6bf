package sheet

import (
	"encoding/json"
	"unicode/utf8"
)

// answerSize is how long the structure of an answer may be as JSON, in characters:
// clients cut longer ones off.
const answerSize = 60_000

// room is what is left of it.
type room int

// roomBeside returns the room that an answer leaves to the lists it has yet to get.
func roomBeside(answer any) room {
	const cursorAndNotes = 1000
	return room(answerSize - cursorAndNotes - lengthOf(answer))
}

// take takes the room for one more entry of a list, if there is as much.
func (r *room) take(entry any) bool {
	length := room(lengthOf(entry)) + 1
	if length > *r {
		return false
	}
	*r -= length
	return true
}

// lengthOf is the length of something as JSON.
func lengthOf(v any) int {
	raw, err := json.Marshal(v)
	if err != nil {
		return answerSize // nothing of ours has no JSON form
	}
	return utf8.RuneCount(raw)
}
