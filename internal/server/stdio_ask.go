package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// stdioAskPrefix begins the ids of our own requests. Clients' ids are another space; the prefix is for whoever reads along.
const stdioAskPrefix = "server-"

var errStdioNoAnswer = errors.New("the client cannot answer any more")

// stdioQuestions are the requests of ours that the client has yet to answer.
type stdioQuestions struct {
	gone chan struct{} // closed when no answer can come any more

	mu      sync.Mutex
	serial  int
	pending map[string]chan stdioMessage
	once    sync.Once
}

func newStdioQuestions() *stdioQuestions {
	return &stdioQuestions{gone: make(chan struct{}), pending: make(map[string]chan stdioMessage)}
}

func (q *stdioQuestions) open() (id string, answer <-chan stdioMessage) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.serial++
	id = stdioAskPrefix + strconv.Itoa(q.serial)
	ch := make(chan stdioMessage, 1)
	q.pending[id] = ch
	return id, ch
}

func (q *stdioQuestions) drop(id string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.pending, id)
}

// settle hands an answer to whoever asked; one that nobody waits for is ignored.
func (q *stdioQuestions) settle(msg stdioMessage) {
	q.mu.Lock()
	defer q.mu.Unlock()
	id, ok := stdioString(msg.id.raw)
	if !ok {
		return
	}
	if ch, waiting := q.pending[id]; waiting {
		delete(q.pending, id)
		ch <- msg
	}
}

// mine reports whether an id looks like one of our requests.
func (*stdioQuestions) mine(id stdioID) bool {
	text, ok := stdioString(id.raw)
	return ok && strings.HasPrefix(text, stdioAskPrefix)
}

func (q *stdioQuestions) shut() { q.once.Do(func() { close(q.gone) }) }

// RequestElicitation asks the user through a client of the handshake era. It fails at once when the client has not
// declared that it can ask, and when the connection is ending. It implements [mcpserver.SessionWithElicitation].
func (s *stdioSession) RequestElicitation(ctx context.Context, request mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	if s.GetClientCapabilities().Elicitation == nil {
		return nil, mcpserver.ErrElicitationNotSupported
	}
	id, answer := s.asks.open()
	defer s.asks.drop(id)
	head := fmt.Appendf(nil, `{"jsonrpc":"2.0","id":"%s","method":"%s","params":`, id, mcp.MethodElicitationCreate)
	line, err := encodeStdioLine(head, request.Params, "}")
	if err != nil {
		return nil, err
	}
	select {
	case <-s.asks.gone:
		return nil, errStdioNoAnswer
	default:
	}
	s.notes.flush() // what the handler said before comes first
	s.out.write(line, s.live)
	select {
	case msg := <-answer:
		return parseElicitation(msg)
	case <-s.asks.gone:
		return nil, errStdioNoAnswer
	case <-ctx.Done():
		// Lets the client close its dialog. Nothing leaves if it was the client that canceled the call.
		s.out.write(fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"%s","params":{"requestId":"%s"}}`+"\n",
			mcp.MethodNotificationCancelled, id), s.live)
		return nil, ctx.Err()
	}
}

func parseElicitation(msg stdioMessage) (*mcp.ElicitationResult, error) {
	if msg.result == nil {
		var failure struct {
			Message string `json:"message"`
		}
		if err := json.Unmarshal(msg.err, &failure); err != nil || failure.Message == "" {
			failure.Message = "no reason given"
		}
		return nil, fmt.Errorf("the client refused to ask: %s", failure.Message)
	}
	var result mcp.ElicitationResult
	if err := json.Unmarshal(msg.result, &result); err != nil {
		return nil, fmt.Errorf("the client's answer to elicitation/create: %w", err)
	}
	return &result, nil
}
