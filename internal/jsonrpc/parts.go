package jsonrpc

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// parts are the members of a message that count, as they came. Those that are not there
// are nil.
type parts struct {
	version, id, method, result, err json.RawMessage
	params                           Params
}

// takeApart reads a line in one pass.
func takeApart(line []byte) (*parts, *Refusal) {
	if !utf8.Valid(line) {
		return nil, &Refusal{Code: ParseError, Text: "parse error: the line is not valid UTF-8"}
	}
	if len(line) == 0 || line[0] != '{' {
		return nil, refuseLine(line, nil)
	}
	found := new(parts)
	s := newScanner(line)
	_, err := s.object(found.take)
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return nil, refuseLine(line, err)
	}
	return found, nil
}

// take reads the value of a member.
func (p *parts) take(s *scanner, name string, _ int) (err error) {
	switch name {
	case "jsonrpc":
		p.version, err = s.value()
	case "id":
		p.id, err = s.value()
	case "method":
		p.method, err = s.value()
	case "result":
		p.result, err = s.value()
	case "error":
		p.err, err = s.value()
	case "params":
		p.params, err = s.params()
	default:
		_, err = s.value()
	}
	return err
}

// refuseLine says what is wrong with a line that is no JSON object. The words are those of
// encoding/json, which clients may have come to know; err is for what it finds no fault
// with.
func refuseLine(line []byte, err error) *Refusal {
	var object map[string]json.RawMessage
	wrong := json.Unmarshal(line, &object)
	switch _, mistyped := errors.AsType[*json.UnmarshalTypeError](wrong); {
	case mistyped && line[0] == '[':
		return &Refusal{Code: InvalidRequest, Text: "batches are not supported: send one message per line"}
	case mistyped, wrong == nil && object == nil:
		return &Refusal{Code: InvalidRequest, Text: "a message must be a JSON object"}
	case wrong != nil:
		err = wrong
	}
	return &Refusal{Code: ParseError, Text: "parse error: " + err.Error()}
}

// scanner reads JSON once, from front to back, and gives its parts as slices of it.
type scanner struct {
	dec  *jsontext.Decoder
	text []byte
}

// newScanner returns a scanner of text that is known to be UTF-8. It lets pass what
// encoding/json does: members that come twice, and escapes of half a character.
func newScanner(text []byte) *scanner {
	return &scanner{
		dec:  jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		text: text,
	}
}

// value reads a value.
func (s *scanner) value() (json.RawMessage, error) {
	value, err := s.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	end := s.offset()
	return s.text[end-len(value) : end : end], nil
}

// object reads an object and returns it. member reads the value of each of its members;
// start is where the member's name begins.
func (s *scanner) object(member func(s *scanner, name string, start int) error) (json.RawMessage, error) {
	if _, err := s.dec.ReadToken(); err != nil {
		return nil, err
	}
	begin := s.offset() - len("{")
	for s.dec.PeekKind() != jsontext.KindEndObject {
		raw, err := s.value()
		if err != nil {
			return nil, err
		}
		name, _ := parseString(raw)
		if err := member(s, name, s.offset()-len(raw)); err != nil {
			return nil, err
		}
	}
	_, err := s.dec.ReadToken()
	return s.text[begin:s.offset():s.offset()], err
}

// params reads parameters, which may be of any type.
func (s *scanner) params() (p Params, err error) {
	if s.dec.PeekKind() != jsontext.KindBeginObject {
		p.Raw, err = s.value()
		return p, err
	}
	p.Raw, err = s.object(func(s *scanner, name string, start int) error {
		value, err := s.value()
		p.members = append(p.members, member{name, value, s.text[start:s.offset()]})
		return err
	})
	return p, err
}

// end reads what comes after the only value, which must be nothing.
func (s *scanner) end() error {
	if _, err := s.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// offset is where the scanner has got to.
func (s *scanner) offset() int { return int(s.dec.InputOffset()) }
