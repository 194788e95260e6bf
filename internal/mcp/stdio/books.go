package stdio

import (
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

// admit enters a call into the books. At the end of serving it is neither taken nor
// refused.
func (c *connection) admit(call *call) (bool, *jsonrpc.Refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id := call.msg.ID
	if c.stopping {
		return false, nil
	}
	if _, used := c.calls[id.Key()]; used {
		return false, &jsonrpc.Refusal{ID: id.Raw, Code: jsonrpc.InvalidRequest, Text: "the request's id is in use by a request in flight"}
	}
	full := c.admitted >= c.opts.MaxInFlight+c.opts.MaxWaiting || c.held+call.size > heldLines*c.opts.MaxLine
	if full && !call.immediate() {
		return false, &jsonrpc.Refusal{ID: id.Raw, Code: jsonrpc.ServerBusy, Text: fmt.Sprintf(
			"too many requests at once: %d are running or waiting; send this one again when some are answered", c.admitted)}
	}
	c.calls[id.Key()] = call
	c.admitted++
	c.held += call.size
	c.running.Add(1)
	return true, nil
}

// release strikes a call out of the books.
func (c *connection) release(call *call) {
	call.cancel()
	c.retire(call)
	c.mu.Lock()
	c.admitted--
	if call.writes {
		c.writing--
	}
	c.held -= call.size
	c.mu.Unlock()
	c.running.Done()
}

// retire frees a call's id and reports whether the call may be answered.
func (c *connection) retire(call *call) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if key := call.msg.ID.Key(); c.calls[key] == call {
		delete(c.calls, key)
	}
	return !call.hushed
}

// hush ends a call on the client's wish, running or waiting: nothing may be said about it
// any more. The id is free at once.
func (c *connection) hush(id jsonrpc.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if call, found := c.calls[id.Key()]; found {
		call.hushed = true
		delete(c.calls, id.Key())
		call.cancel()
	}
}

// live reports whether the client still wants to hear of a call.
func (c *connection) live(call *call) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !call.hushed
}

func (c *connection) inFlight(id jsonrpc.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, used := c.calls[id.Key()]
	return used
}
