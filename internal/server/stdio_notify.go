package server

import (
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
)

// stdioNotifyBuffer is how many notifications may be on their way to the writer before their sender waits.
const stdioNotifyBuffer = 16

// stdioNotifier carries notifications from mcp-go's channel to the writer in order and without loss.
//
// mcp-go asks a session for its channel once for each notification and drops the notification when the channel is full.
// So room is reserved when the channel is asked for, and the asker waits until there is some. The goroutine that writes
// exists only for calls that notify, and ends with them.
type stdioNotifier struct {
	send func(mcp.JSONRPCNotification)
	gone <-chan struct{} // the call is canceled: its handler must not wait for room any more; nil for never

	stop     chan struct{}
	finished chan struct{}
	flushes  chan chan struct{}
	queue    chan mcp.JSONRPCNotification
	room     chan struct{}

	mu      sync.Mutex
	started bool
	over    bool
}

func newStdioNotifier(send func(mcp.JSONRPCNotification), gone <-chan struct{}) *stdioNotifier {
	return &stdioNotifier{send: send, gone: gone}
}

// channel returns a channel with room for one notification. After the end it is one that nobody reads.
func (n *stdioNotifier) channel() chan<- mcp.JSONRPCNotification {
	if !n.start() {
		return make(chan mcp.JSONRPCNotification, 1)
	}
	select {
	case n.room <- struct{}{}:
		return n.queue
	case <-n.gone:
	case <-n.stop:
	}
	return make(chan mcp.JSONRPCNotification, 1)
}

func (n *stdioNotifier) start() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.over || n.started {
		return !n.over
	}
	n.started = true
	n.stop = make(chan struct{})
	n.finished = make(chan struct{})
	n.flushes = make(chan chan struct{})
	n.queue = make(chan mcp.JSONRPCNotification, stdioNotifyBuffer)
	n.room = make(chan struct{}, stdioNotifyBuffer)
	go n.pump()
	return true
}

func (n *stdioNotifier) pump() {
	defer close(n.finished)
	for {
		select {
		case m := <-n.queue:
			n.deliver(m)
		case done := <-n.flushes:
			n.empty()
			close(done)
		case <-n.stop:
			n.empty()
			return
		}
	}
}

func (n *stdioNotifier) deliver(m mcp.JSONRPCNotification) {
	n.send(m)
	select {
	case <-n.room:
	default: // somebody kept the channel and sent more than was reserved
	}
}

func (n *stdioNotifier) empty() {
	for {
		select {
		case m := <-n.queue:
			n.deliver(m)
		default:
			return
		}
	}
}

// flush returns when everything sent so far has been written.
func (n *stdioNotifier) flush() {
	n.mu.Lock()
	started := n.started
	n.mu.Unlock()
	if !started {
		return
	}
	done := make(chan struct{})
	select {
	case n.flushes <- done:
		<-done
	case <-n.finished:
	}
}

// finish writes what has been sent, takes no more, and returns when the writing goroutine has ended.
func (n *stdioNotifier) finish() {
	if n.abandon() {
		<-n.finished
	}
}

// abandon is finish without waiting. It reports whether there is something to wait for.
func (n *stdioNotifier) abandon() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.started && !n.over {
		close(n.stop)
	}
	n.over = true
	return n.started
}
