package stdio

import (
	"sync"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/jsonrpc"
)

// session is what mcp-go sees of the client. The connection has one, filled by the
// handshake; every request has another on top of it, so that its notifications can be told
// from others', and so that what a request of the newer era says about the client stays
// with that request.
type session struct {
	id    string
	base  *session // the connection's; nil for itself
	notes *notifier
	asks  *questions
	out   *jsonrpc.Writer
	live  func() bool // whether the request may still be heard of; nil for always

	mu          sync.Mutex
	initialized bool
	level       mcpgo.LoggingLevel
	version     string
	info        *mcpgo.Implementation
	can         *mcpgo.ClientCapabilities
	filter      mcpgo.SubscriptionFilter
}

var (
	_ mcpserver.SessionWithLogging            = (*session)(nil)
	_ mcpserver.SessionWithClientInfo         = (*session)(nil)
	_ mcpserver.SessionWithElicitation        = (*session)(nil)
	_ mcpserver.SessionWithProtocolVersion    = (*session)(nil)
	_ mcpserver.SessionWithSubscriptionFilter = (*listener)(nil)
)

// set changes the session under its lock.
func (s *session) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// sessionValue reads a value of the session, or else of the connection's, whichever has
// it.
func sessionValue[T any](s *session, read func(*session) (T, bool)) T {
	s.mu.Lock()
	value, ok := read(s)
	s.mu.Unlock()
	if !ok && s.base != nil {
		return sessionValue(s.base, read)
	}
	return value
}

// SessionID implements [mcpserver.ClientSession]; it is random, and the same for all
// requests of a connection but subscriptions.
func (s *session) SessionID() string { return s.id }

// NotificationChannel implements [mcpserver.ClientSession] and is to be called for every
// notification anew.
func (s *session) NotificationChannel() chan<- mcpgo.JSONRPCNotification { return s.notes.channel() }

// Initialize implements [mcpserver.ClientSession].
func (s *session) Initialize() { s.set(func() { s.initialized = true }) }

// Initialized implements [mcpserver.ClientSession].
func (s *session) Initialized() bool {
	return sessionValue(s, func(s *session) (bool, bool) { return s.initialized, s.initialized })
}

// SetLogLevel implements [mcpserver.SessionWithLogging].
func (s *session) SetLogLevel(level mcpgo.LoggingLevel) { s.set(func() { s.level = level }) }

// GetLogLevel implements [mcpserver.SessionWithLogging]; error until the client has said
// otherwise.
func (s *session) GetLogLevel() mcpgo.LoggingLevel {
	level := sessionValue(s, func(s *session) (mcpgo.LoggingLevel, bool) { return s.level, s.level != "" })
	if level == "" {
		return mcpgo.LoggingLevelError
	}
	return level
}

// SetClientInfo implements [mcpserver.SessionWithClientInfo].
func (s *session) SetClientInfo(info mcpgo.Implementation) { s.set(func() { s.info = &info }) }

// GetClientInfo implements [mcpserver.SessionWithClientInfo].
func (s *session) GetClientInfo() mcpgo.Implementation {
	info := sessionValue(s, func(s *session) (*mcpgo.Implementation, bool) { return s.info, s.info != nil })
	if info == nil {
		return mcpgo.Implementation{}
	}
	return *info
}

// SetClientCapabilities implements [mcpserver.SessionWithClientInfo].
func (s *session) SetClientCapabilities(can mcpgo.ClientCapabilities) {
	s.set(func() { s.can = &can })
}

// GetClientCapabilities implements [mcpserver.SessionWithClientInfo].
func (s *session) GetClientCapabilities() mcpgo.ClientCapabilities {
	can := sessionValue(s, func(s *session) (*mcpgo.ClientCapabilities, bool) { return s.can, s.can != nil })
	if can == nil {
		return mcpgo.ClientCapabilities{}
	}
	return *can
}

// SetProtocolVersion is called by mcp-go with the version that the handshake settled on.
func (s *session) SetProtocolVersion(version string) { s.set(func() { s.version = version }) }

// ProtocolVersion implements [mcpserver.SessionWithProtocolVersion].
func (s *session) ProtocolVersion() string {
	return sessionValue(s, func(s *session) (string, bool) { return s.version, s.version != "" })
}

// listener is the session of a subscriptions/listen request, registered with mcp-go for as
// long as that lasts.
type listener struct{ *session }

// SetSubscriptionFilter implements [mcpserver.SessionWithSubscriptionFilter].
func (l *listener) SetSubscriptionFilter(filter mcpgo.SubscriptionFilter) {
	l.set(func() { l.filter = filter })
}

// SubscriptionFilter implements [mcpserver.SessionWithSubscriptionFilter]. It is active
// from the start: until the client's wishes are known, nothing is broadcast to it.
func (l *listener) SubscriptionFilter() (mcpgo.SubscriptionFilter, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.filter, true
}
