package mcp_test

import (
	"io"
	"strings"
	"sync"
)

// dialog is a client that sends lines, and once it is told what it waits for, another one.
type dialog struct {
	io.Reader

	reply     io.WriteCloser
	cue, line string

	mu   sync.Mutex
	text strings.Builder
}

func newDialog(lines, cue, line string) *dialog {
	r, w := io.Pipe()
	return &dialog{Reader: io.MultiReader(strings.NewReader(lines+"\n"), r), reply: w, cue: cue, line: line}
}

// Write takes a line of the server's.
func (d *dialog) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.text.Write(p)
	if strings.Contains(string(p), d.cue) {
		go func() { _, _ = io.WriteString(d.reply, d.line+"\n") }()
	}
	if strings.Contains(string(p), `"id":1,`) {
		_ = d.reply.Close()
	}
	return len(p), nil
}

// said is what the server has written.
func (d *dialog) said() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.String()
}
