package stdio

import (
	"sync"

	mcpgo "github.com/mark3labs/mcp-go/mcp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// notifyBuffer is how many notifications may be on their way to the writer before their
// sender waits.
const notifyBuffer = 16

// notifier carries notifications from mcp-go's channel to the writer in order and without
// loss.
//
// mcp-go asks a session for its channel once for each notification and drops the
// notification when the channel is full. So room is reserved when the channel is asked for,
// and the asker waits until there is some. The goroutine that writes exists only for calls
// that notify, and ends with them.
type notifier struct {
	send     func(mcpgo.JSONRPCNotification)
	gone     <-chan struct{} // the call is canceled: its handler waits for room no more; nil for never
	panicked func(error)

	stop     chan struct{}
	finished chan struct{}
	flushes  chan chan struct{}
	queue    chan mcpgo.JSONRPCNotification
	room     chan struct{}
	pumping  sync.WaitGroup

	mu      sync.Mutex
	started bool
	over    bool
}

func newNotifier(send func(mcpgo.JSONRPCNotification), gone <-chan struct{}, panicked func(error)) *notifier {
	return &notifier{send: send, gone: gone, panicked: panicked}
}

// channel returns a channel with room for one notification. After the end it is one that
// nobody reads.
func (n *notifier) channel() chan<- mcpgo.JSONRPCNotification {
	if !n.start() {
		return make(chan mcpgo.JSONRPCNotification, 1)
	}
	select {
	case n.room <- struct{}{}:
		return n.queue
	case <-n.gone:
	case <-n.stop:
	case <-n.finished:
	}
	return make(chan mcpgo.JSONRPCNotification, 1)
}

func (n *notifier) start() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.over || n.started {
		return !n.over
	}
	n.started = true
	n.stop = make(chan struct{})
	n.finished = make(chan struct{})
	n.flushes = make(chan chan struct{})
	n.queue = make(chan mcpgo.JSONRPCNotification, notifyBuffer)
	n.room = make(chan struct{}, notifyBuffer)
	safe.Go(&n.pumping, n.pump, n.panicked)
	return true
}

func (n *notifier) pump() {
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

func (n *notifier) deliver(m mcpgo.JSONRPCNotification) {
	n.send(m)
	select {
	case <-n.room:
	default: // somebody kept the channel and sent more than was reserved
	}
}

func (n *notifier) empty() {
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
func (n *notifier) flush() {
	n.mu.Lock()
	started := n.started
	n.mu.Unlock()
	if !started {
		return
	}
	done := make(chan struct{})
	select {
	case n.flushes <- done:
	case <-n.finished:
		return
	}
	select {
	case <-done:
	case <-n.finished:
	}
}

// finish writes what has been sent, takes no more, and returns when the writing goroutine
// has ended.
func (n *notifier) finish() {
	if n.abandon() {
		<-n.finished
	}
}

// abandon is finish without waiting. It reports whether there is something to wait for.
func (n *notifier) abandon() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.started && !n.over {
		close(n.stop)
	}
	n.over = true
	return n.started
}
