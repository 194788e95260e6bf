package stdio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

// askPrefix begins the ids of our own requests. Clients' ids are another space; the prefix
// is for whoever reads along.
const askPrefix = "server-"

var errNoAnswer = errors.New("the client cannot answer any more")

// questions are the requests of ours that the client has yet to answer.
type questions struct {
	gone chan struct{} // closed when no answer can come any more

	mu      sync.Mutex
	serial  int
	pending map[string]chan jsonrpc.Message
	once    sync.Once
}

func newQuestions() *questions {
	return &questions{gone: make(chan struct{}), pending: make(map[string]chan jsonrpc.Message)}
}

// pose returns an id for a new question, and where its answer will come.
func (q *questions) pose() (id string, answer <-chan jsonrpc.Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.serial++
	id = askPrefix + strconv.Itoa(q.serial)
	ch := make(chan jsonrpc.Message, 1)
	q.pending[id] = ch
	return id, ch
}

// withdraw waits for an answer no longer.
func (q *questions) withdraw(id string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.pending, id)
}

// answered hands an answer to whoever asked; one that nobody waits for is ignored.
func (q *questions) answered(msg jsonrpc.Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	id, _ := msg.ID.Text()
	if ch, waiting := q.pending[id]; waiting {
		delete(q.pending, id)
		ch <- msg
	}
}

// mine reports whether an id looks like one of our requests.
func (*questions) mine(id jsonrpc.ID) bool {
	text, ok := id.Text()
	return ok && strings.HasPrefix(text, askPrefix)
}

// shut says that no answer can come any more.
func (q *questions) shut() { q.once.Do(func() { close(q.gone) }) }

func (q *questions) isShut() bool {
	select {
	case <-q.gone:
		return true
	default:
		return false
	}
}

// RequestElicitation asks the user through a client of the handshake era. It fails at once
// when the client has not declared that it can ask, and when the connection is ending. It
// implements [mcpserver.SessionWithElicitation].
func (s *session) RequestElicitation(ctx context.Context, request mcpgo.ElicitationRequest) (*mcpgo.ElicitationResult, error) {
	if s.GetClientCapabilities().Elicitation == nil {
		return nil, mcpserver.ErrElicitationNotSupported
	}
	id, answer := s.asks.pose()
	defer s.asks.withdraw(id)
	line, err := jsonrpc.RequestLine(id, string(mcpgo.MethodElicitationCreate), request.Params)
	if err != nil {
		return nil, err
	}
	if s.asks.isShut() {
		return nil, errNoAnswer
	}
	s.notes.flush() // what the handler said before comes first
	s.out.Send(line, s.live)
	select {
	case msg := <-answer:
		return parseElicitation(msg)
	case <-s.asks.gone:
		return nil, errNoAnswer
	case <-ctx.Done():
		return nil, s.giveUp(ctx, id)
	}
}

// giveUp lets the client close its dialog. Nothing leaves if it was the client that
// canceled the call, or if the client is not there any more.
func (s *session) giveUp(ctx context.Context, id string) error {
	if s.asks.isShut() {
		return errNoAnswer
	}
	line, err := jsonrpc.NotificationLine(string(mcpgo.MethodNotificationCancelled), struct {
		RequestID string `json:"requestId"`
	}{id})
	if err == nil {
		s.out.Send(line, s.live)
	}
	return ctx.Err()
}

func parseElicitation(msg jsonrpc.Message) (*mcpgo.ElicitationResult, error) {
	if msg.Result == nil {
		var failure struct {
			Message string `json:"message"`
		}
		if err := json.Unmarshal(msg.Error, &failure); err != nil || failure.Message == "" {
			failure.Message = "no reason given"
		}
		return nil, fmt.Errorf("the client refused to ask: %s", failure.Message)
	}
	var result mcpgo.ElicitationResult
	if err := json.Unmarshal(msg.Result, &result); err != nil {
		return nil, fmt.Errorf("the client's answer to elicitation/create: %w", err)
	}
	return &result, nil
}
