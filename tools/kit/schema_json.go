package kit

import (
	"encoding/json"
	"strconv"
	"strings"
)

// encode returns the schema as it is published. It is written by hand, since a server's
// first answer waits for all of them: encoding/json would go through the text of an object
// once more for each object around it.
func (s *schema) encode() json.RawMessage { return s.appendTo(nil) }

// appendTo writes the schema, without what it does not say.
func (s *schema) appendTo(b []byte) []byte {
	b = appendText(append(b, `{"type":`...), s.Type)
	if s.Description != "" {
		b = appendText(append(b, `,"description":`...), s.Description)
	}
	b = appendTexts(b, "enum", s.Enum)
	b = appendNumber(b, "minimum", s.Minimum)
	b = appendNumber(b, "maximum", s.Maximum)
	b = appendCount(b, "minItems", s.MinItems)
	b = appendCount(b, "maxItems", s.MaxItems)
	if s.Items != nil {
		b = s.Items.appendTo(append(b, `,"items":`...))
	}
	if s.Properties != nil {
		b = append(b, `,"properties":{`...)
		for i, p := range s.Properties {
			if i > 0 {
				b = append(b, ',')
			}
			b = p.is.appendTo(append(appendText(b, p.name), ':'))
		}
		b = append(b, '}')
	}
	b = appendTexts(b, "required", s.Required)
	switch more := s.AdditionalProperties.(type) {
	case bool:
		b = strconv.AppendBool(append(b, `,"additionalProperties":`...), more)
	case *schema:
		b = more.appendTo(append(b, `,"additionalProperties":`...))
	}
	return append(b, '}')
}

// appendText writes a text. Most hold nothing that JSON writes in another way.
func appendText(b []byte, text string) []byte {
	if !strings.ContainsFunc(text, escaped) {
		return append(append(append(b, '"'), text...), '"')
	}
	quoted, _ := json.Marshal(text) // a text always has a JSON form
	return append(b, quoted...)
}

// escaped reports whether JSON may write a character in another way.
func escaped(r rune) bool {
	return r < ' ' || r > '~' || r == '"' || r == '\\' || r == '<' || r == '>' || r == '&'
}

// appendTexts writes a member that is a list of texts, if there are any.
func appendTexts(b []byte, name string, list []string) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(b, `,"`+name+`":`...)
	separator := byte('[')
	for _, text := range list {
		b = appendText(append(b, separator), text)
		separator = ','
	}
	return append(b, ']')
}

// appendNumber writes a member that is a number, if it is set.
func appendNumber(b []byte, name string, n *float64) []byte {
	if n == nil {
		return b
	}
	return strconv.AppendFloat(append(b, `,"`+name+`":`...), *n, 'f', -1, 64)
}

// appendCount writes a member that is a number of items, if it is set.
func appendCount(b []byte, name string, n *int) []byte {
	if n == nil {
		return b
	}
	return strconv.AppendInt(append(b, `,"`+name+`":`...), int64(*n), 10)
}
