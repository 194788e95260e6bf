package server

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
)

const (
	stdioReadBuffer = 64 << 10
	// stdioLineEnds is how much of a line that is too long is kept from its start and its end.
	stdioLineEnds = 256
)

// stdioLines cuts a stream into lines and never holds more than the longest line allowed.
type stdioLines struct {
	in      *bufio.Reader
	limit   int
	started bool
	ended   bool
}

func newStdioLines(in io.Reader, limit int) *stdioLines {
	return &stdioLines{in: bufio.NewReaderSize(in, stdioReadBuffer), limit: limit}
}

// stdioLongLineError is a line over the limit, which has been skipped.
type stdioLongLineError struct {
	limit      int
	head, tail []byte // up to stdioLineEnds bytes of each end
}

func (e *stdioLongLineError) Error() string {
	return fmt.Sprintf("the message is longer than %d bytes", e.limit)
}

// id finds the message's id where it is its first member after the version, or its last: in valid JSON these places are
// certain. Libraries put it there.
func (e *stdioLongLineError) id() (stdioID, bool) {
	const value = `("(?:[^"\\]|\\.)*"|-?[0-9]+)`
	first := regexp.MustCompile(`^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*` + value + `\s*,`)
	last := regexp.MustCompile(`,\s*"id"\s*:\s*` + value + `\s*\}$`)
	found := first.FindSubmatch(e.head)
	if found == nil {
		found = last.FindSubmatch(e.tail)
	}
	if found == nil {
		return stdioID{}, false
	}
	return parseStdioID(found[1])
}

// next returns a line without its end and surrounding space, valid until the next call. Its error is io.EOF, a
// *stdioLongLineError after which reading goes on, or what the reader gave.
func (l *stdioLines) next() ([]byte, error) {
	if l.ended {
		return nil, io.EOF
	}
	line, err := l.in.ReadSlice('\n')
	var whole []byte
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(whole)+len(line) > l.limit {
			if whole == nil {
				whole = line
			}
			return nil, l.skip(whole, line)
		}
		whole = append(whole, line...)
		line, err = l.in.ReadSlice('\n')
	}
	if whole != nil {
		line = append(whole, line...)
	}
	if err != nil {
		l.ended = true
		if !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(line) == 0 {
			return nil, io.EOF
		}
	}
	line = l.trim(line)
	if len(line) > l.limit {
		return nil, &stdioLongLineError{l.limit, bytes.Clone(line[:min(len(line), stdioLineEnds)]), lineTail(nil, line)}
	}
	return line, nil
}

// trim cuts JSON's white space, which takes care of CRLF, and a byte order mark ahead of the first line.
func (l *stdioLines) trim(line []byte) []byte {
	if !l.started {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	l.started = true
	return bytes.Trim(line, " \t\r\n")
}

// skip reads the rest of a line that begins with head and of which chunk was read last.
func (l *stdioLines) skip(head, chunk []byte) error {
	long := &stdioLongLineError{limit: l.limit, head: bytes.Clone(l.trim(head[:min(len(head), stdioLineEnds)]))}
	long.tail = lineTail(long.tail, chunk)
	for {
		chunk, err := l.in.ReadSlice('\n')
		long.tail = lineTail(long.tail, chunk)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		long.tail = bytes.Trim(long.tail, " \t\r\n")
		if err != nil {
			l.ended = true
			if !errors.Is(err, io.EOF) {
				return err
			}
		}
		return long
	}
}

// lineTail returns the last stdioLineEnds bytes of tail and more, in tail's memory.
func lineTail(tail, more []byte) []byte {
	tail = append(tail, more[max(0, len(more)-stdioLineEnds):]...)
	if over := len(tail) - stdioLineEnds; over > 0 {
		tail = tail[:copy(tail, tail[over:])]
	}
	return tail
}
