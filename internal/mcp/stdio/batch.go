package stdio

import (
	"context"
	"encoding/json"
	"sync"

	mcpgo "github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

// batchVersion is the one revision of the protocol that has batches.
const batchVersion = mcpgo.ProtocolVersion20250326

// batch is an array of messages, which are handled as any others are; the answers to
// its requests leave together, in the order of these. Their notifications do not wait.
type batch struct {
	send func(line []byte)

	mu    sync.Mutex
	lines [][]byte // nil for a message without an answer
	open  int      // messages that are not settled
}

// receiveBatch deals with a line that is an array, where batches have been agreed on.
func (c *connection) receiveBatch(ctx context.Context, line []byte) {
	list, refusal := jsonrpc.ParseBatch(line, c.opts.MaxInFlight+c.opts.MaxWaiting)
	if refusal != nil {
		c.refuse(refusal)
		return
	}
	b := &batch{
		send:  func(line []byte) { c.out.Send(line, nil) },
		lines: make([][]byte, len(list)), open: len(list),
	}
	for place, raw := range list {
		c.receiveMember(ctx, raw, slot{b, place})
	}
}

// receiveMember deals with one message of a batch.
func (c *connection) receiveMember(ctx context.Context, raw json.RawMessage, in slot) {
	msg, refusal := jsonrpc.Parse(raw)
	switch {
	case refusal != nil:
	case msg.Kind == jsonrpc.Response:
		c.asks.answered(msg)
	case msg.Kind == jsonrpc.Notification:
		c.notified(ctx, msg)
	case msg.Method == string(mcpgo.MethodInitialize):
		refusal = &jsonrpc.Refusal{ID: msg.ID.Raw, Code: jsonrpc.InvalidRequest, Text: "initialize must not be in a batch"}
	default:
		c.start(ctx, msg, len(raw), in)
		return
	}
	if refusal == nil {
		in.settle(nil)
		return
	}
	in.settle(c.underFreeID(refusal).Line())
}

// slot is a message's place in a batch; the zero value stands for none.
type slot struct {
	batch *batch
	place int
}

// settle notes the answer to a message, or that there is none. The answers leave with
// the last of them; when there are none at all, nothing does.
func (s slot) settle(line []byte) {
	b := s.batch
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines[s.place] = line
	if b.open--; b.open > 0 {
		return
	}
	var answers [][]byte
	for _, line := range b.lines {
		if line != nil {
			answers = append(answers, line)
		}
	}
	if len(answers) > 0 {
		b.send(jsonrpc.BatchLine(answers))
	}
}

// answer sends the answer to a call. The call's id is free from the moment the answer
// starts to leave, for the client may use it again once it has it.
func (c *connection) answer(call *call, line []byte) {
	if call.in.batch == nil {
		c.out.Send(line, func() bool { return c.retire(call) })
		return
	}
	if !c.retire(call) {
		line = nil
	}
	call.in.settle(line)
}
