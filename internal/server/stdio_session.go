package server

import (
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
)

// stdioSession is what mcp-go sees of the client. The connection has one, filled by the handshake; every request has
// another on top of it, so that its notifications can be told from others', and so that what a request of the newer era
// says about the client stays with that request.
type stdioSession struct {
	id    string
	base  *stdioSession // the connection's; nil for itself
	notes *stdioNotifier
	asks  *stdioQuestions
	out   *stdioWriter
	live  func() bool // whether the request may still be heard of; nil for always

	mu          sync.Mutex
	initialized bool
	level       mcp.LoggingLevel
	version     string
	info        *mcp.Implementation
	can         *mcp.ClientCapabilities
	filter      mcp.SubscriptionFilter
}

var (
	_ mcpserver.SessionWithLogging            = (*stdioSession)(nil)
	_ mcpserver.SessionWithClientInfo         = (*stdioSession)(nil)
	_ mcpserver.SessionWithElicitation        = (*stdioSession)(nil)
	_ mcpserver.SessionWithProtocolVersion    = (*stdioSession)(nil)
	_ mcpserver.SessionWithSubscriptionFilter = (*stdioListener)(nil)
)

// set changes the session under its lock.
func (s *stdioSession) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// stdioGet reads a value of the session, or else of the connection's, whichever has it.
func stdioGet[T any](s *stdioSession, read func(*stdioSession) (T, bool)) T {
	s.mu.Lock()
	value, ok := read(s)
	s.mu.Unlock()
	if !ok && s.base != nil {
		return stdioGet(s.base, read)
	}
	return value
}

// SessionID implements [mcpserver.ClientSession]; it is random and the same for all requests of a connection.
func (s *stdioSession) SessionID() string { return s.id }

// NotificationChannel implements [mcpserver.ClientSession] and is to be called for every notification anew.
func (s *stdioSession) NotificationChannel() chan<- mcp.JSONRPCNotification { return s.notes.channel() }

// Initialize implements [mcpserver.ClientSession].
func (s *stdioSession) Initialize() { s.set(func() { s.initialized = true }) }

// Initialized implements [mcpserver.ClientSession].
func (s *stdioSession) Initialized() bool {
	return stdioGet(s, func(s *stdioSession) (bool, bool) { return s.initialized, s.initialized })
}

// SetLogLevel implements [mcpserver.SessionWithLogging].
func (s *stdioSession) SetLogLevel(level mcp.LoggingLevel) { s.set(func() { s.level = level }) }

// GetLogLevel implements [mcpserver.SessionWithLogging]; error until the client has said otherwise.
func (s *stdioSession) GetLogLevel() mcp.LoggingLevel {
	level := stdioGet(s, func(s *stdioSession) (mcp.LoggingLevel, bool) { return s.level, s.level != "" })
	if level == "" {
		return mcp.LoggingLevelError
	}
	return level
}

// SetClientInfo implements [mcpserver.SessionWithClientInfo].
func (s *stdioSession) SetClientInfo(info mcp.Implementation) { s.set(func() { s.info = &info }) }

// GetClientInfo implements [mcpserver.SessionWithClientInfo].
func (s *stdioSession) GetClientInfo() mcp.Implementation {
	info := stdioGet(s, func(s *stdioSession) (*mcp.Implementation, bool) { return s.info, s.info != nil })
	if info == nil {
		return mcp.Implementation{}
	}
	return *info
}

// SetClientCapabilities implements [mcpserver.SessionWithClientInfo].
func (s *stdioSession) SetClientCapabilities(can mcp.ClientCapabilities) {
	s.set(func() { s.can = &can })
}

// GetClientCapabilities implements [mcpserver.SessionWithClientInfo].
func (s *stdioSession) GetClientCapabilities() mcp.ClientCapabilities {
	can := stdioGet(s, func(s *stdioSession) (*mcp.ClientCapabilities, bool) { return s.can, s.can != nil })
	if can == nil {
		return mcp.ClientCapabilities{}
	}
	return *can
}

// SetProtocolVersion is called by mcp-go with the version that the handshake settled on.
func (s *stdioSession) SetProtocolVersion(version string) { s.set(func() { s.version = version }) }

// ProtocolVersion implements [mcpserver.SessionWithProtocolVersion].
func (s *stdioSession) ProtocolVersion() string {
	return stdioGet(s, func(s *stdioSession) (string, bool) { return s.version, s.version != "" })
}

// stdioListener is the session of a subscriptions/listen request, registered with mcp-go for as long as that lasts.
type stdioListener struct{ *stdioSession }

// SetSubscriptionFilter implements [mcpserver.SessionWithSubscriptionFilter].
func (l *stdioListener) SetSubscriptionFilter(filter mcp.SubscriptionFilter) {
	l.set(func() { l.filter = filter })
}

// SubscriptionFilter implements [mcpserver.SessionWithSubscriptionFilter]. It is active from the start: until the client's
// wishes are known, nothing is broadcast to it.
func (l *stdioListener) SubscriptionFilter() (mcp.SubscriptionFilter, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.filter, true
}
