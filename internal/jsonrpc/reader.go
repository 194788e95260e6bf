package jsonrpc

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// readBuffer is how much is read at once.
const readBuffer = 64 << 10

// Reader cuts a stream into lines and never holds more than the longest line allowed.
type Reader struct {
	in      *bufio.Reader
	limit   int
	started bool
	ended   bool
}

// NewReader returns a reader of lines of up to limit bytes, their ends not counted.
func NewReader(in io.Reader, limit int) *Reader {
	return &Reader{in: bufio.NewReaderSize(in, readBuffer), limit: limit}
}

// Next returns a line without its end and the space around it. It may be empty, and the
// last one may have had no end. The error is [io.EOF], a [*LongLineError], after which
// reading goes on, or what the stream gave.
func (r *Reader) Next() ([]byte, error) {
	if r.ended {
		return nil, io.EOF
	}
	line, err := r.in.ReadSlice('\n')
	var whole []byte
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(whole)+len(line) > r.limit {
			if whole == nil {
				whole = line
			}
			return nil, r.skip(whole, line)
		}
		whole = append(whole, line...)
		line, err = r.in.ReadSlice('\n')
	}
	if whole != nil {
		line = append(whole, line...)
	}
	if err != nil {
		r.ended = true
		if !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(line) == 0 {
			return nil, io.EOF
		}
	}
	line = r.trim(line)
	if len(line) > r.limit {
		head := bytes.Clone(line[:min(len(line), keptEnd)])
		return nil, &LongLineError{limit: r.limit, head: head, tail: tailOf(nil, line)}
	}
	if whole == nil {
		line = bytes.Clone(line) // it is in the buffer that is read to
	}
	return line, nil
}

// space is what JSON takes for white space.
const space = " \t\r\n"

// trim cuts white space, which takes care of CRLF, and a byte order mark ahead of the
// first line.
func (r *Reader) trim(line []byte) []byte {
	if !r.started {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	r.started = true
	return bytes.Trim(line, space)
}

// skip reads the rest of a line that begins with head and of which chunk was read last.
func (r *Reader) skip(head, chunk []byte) error {
	long := &LongLineError{limit: r.limit, head: bytes.Clone(r.trim(head[:min(len(head), keptEnd)]))}
	long.tail = tailOf(long.tail, chunk)
	for {
		chunk, err := r.in.ReadSlice('\n')
		long.tail = tailOf(long.tail, chunk)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		long.tail = bytes.Trim(long.tail, space)
		if err != nil {
			r.ended = true
			if !errors.Is(err, io.EOF) {
				return err
			}
		}
		return long
	}
}
