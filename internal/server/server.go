package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// Name is the server's name, as the binary's.
const Name = "tempo-mcp-server"

// System is what the server takes from the machine it runs on.
type System struct {
	Version string
	Now     func() time.Time
	Local   *time.Location
	Logger  *slog.Logger
	// Transport sends the requests; nil means the network.
	Transport http.RoundTripper
}

// instructions tell a model what it cannot see from the tools themselves.
const instructions = `Log, look up, correct and add up the time of the signed-in person in Tempo Timesheets (Jira Cloud).
Dates: YYYY-MM-DD, today, yesterday, monday (the latest one); periods such as lastWeek where offered. Days are those of the person's time zone; results say which dates were meant.
Time spent: hours (1.5) or text (1h 30m, 9:00-11:30).
Look before you write: use retrieveWorklogs to find ids and to see what is logged already. After an error that says the outcome is unknown, look before trying again.
Log only time that the person names. Never log an agent's running time unasked, and never guess issue keys.`

const readOnlyInstructions = "\nThis server is read-only (TEMPO_MCP_READ_ONLY): logging, editing and deleting are switched off."

// Access is how what the server offers gets to the services.
type Access struct {
	// Tools returns the session for a tool's call. It may have the person sign
	// in first.
	Tools tools.Resolve
	// Reading returns the session for resources and completions, which start no
	// sign-in.
	Reading tools.Resolve
}

// New returns an MCP server with tools, prompts and resources. In read-only mode,
// tools and prompts that change worklogs are not listed, and a client that calls
// such a tool all the same is told why it does nothing.
func New(sys System, readOnly bool, access Access) *mcpserver.MCPServer {
	text := instructions
	hooks := &mcpserver.Hooks{}
	if readOnly {
		text += readOnlyInstructions
		hooks.AddAfterListTools(func(_ context.Context, _ any, _ *mcp.ListToolsRequest, list *mcp.ListToolsResult) {
			list.Tools = slices.DeleteFunc(list.Tools, func(t mcp.Tool) bool { return !*t.Annotations.ReadOnlyHint })
		})
	}
	proposals := tools.Completions{Prompts: Prompts(readOnly), Resources: tools.Resources(), Resolve: access.Reading, Logger: sys.Logger}
	s := mcpserver.NewMCPServer(Name, sys.Version,
		mcpserver.WithTitle("Tempo Timesheets"),
		mcpserver.WithInstructions(text),
		mcpserver.WithToolCapabilities(false),
		mcpserver.WithPromptCapabilities(false),
		mcpserver.WithResourceCapabilities(false, false),
		mcpserver.WithExtensions(extensions()),
		mcpserver.WithCompletions(),
		mcpserver.WithPromptCompletionProvider(proposals),
		mcpserver.WithResourceCompletionProvider(proposals),
		mcpserver.WithHooks(hooks),
	)
	tools.Register(s, Tools(readOnly), access.Tools, sys.Logger)
	tools.RegisterPrompts(s, proposals.Prompts)
	tools.RegisterResources(s, proposals.Resources, access.Reading, sys.Logger)
	tools.RegisterSkill(s)
	if readOnly {
		refuse := func(context.Context) (*tools.Session, error) { return nil, errReadOnly }
		tools.Register(s, slices.DeleteFunc(tools.All(), reads), refuse, sys.Logger)
	}
	return s
}

const errReadOnly = message("This server is read-only (TEMPO_MCP_READ_ONLY), so nothing was changed. Only the person who set it up can switch that off.")

// message is an error in whole sentences, for a model to read.
type message string

func (m message) Error() string { return string(m) }

// Tools lists the tools, in read-only mode without those that change worklogs.
func Tools(readOnly bool) []tools.Tool {
	list := tools.All()
	if readOnly {
		list = slices.DeleteFunc(list, func(t tools.Tool) bool { return !reads(t) })
	}
	return list
}

// Prompts lists the prompts, in read-only mode without those that are about
// changing worklogs.
func Prompts(readOnly bool) []tools.Prompt {
	list := tools.Prompts()
	if readOnly {
		list = slices.DeleteFunc(list, func(p tools.Prompt) bool { return p.Effect != tools.Reads })
	}
	return list
}

func reads(t tools.Tool) bool { return t.Effect == tools.Reads }

// Connection is the way to the services for as long as the program runs.
type Connection struct {
	Session *tools.Session
	Tempo   *tempo.Client
	Jira    *jira.Client
	OAuth   *auth.OAuth // nil unless Jira is signed in to in the browser

	authType string
}

// Connect makes the clients of both services out of settings. It sends nothing.
func Connect(sys System, c config.Config) (*Connection, error) {
	transport := sys.Transport
	if transport == nil {
		network, err := rest.NewTransport(c.CAFile, c.Insecure)
		if err != nil {
			return nil, err
		}
		transport = network
	}
	options := rest.Options{
		Transport: transport, Timeout: c.RequestTimeout, MaxRetries: c.MaxRetries, RetryDelay: c.RetryDelay,
		MaxConcurrency: c.MaxConcurrency, Logger: sys.Logger, UserAgent: Name + "/" + sys.Version, Now: sys.Now,
	}
	tempoOptions := options
	tempoOptions.Transport = announcing{transport}
	t, err := tempo.New(c.TempoBaseURL, c.TempoToken.Reveal(), tempoOptions)
	if err != nil {
		return nil, fmt.Errorf("TEMPO_BASE_URL: %w", err)
	}
	conn := &Connection{Tempo: t, authType: c.JiraAuthType}
	if err := conn.connectJira(sys, c, options); err != nil {
		return nil, err
	}
	conn.Session = tools.NewSession(t, conn.Jira, sys.Now, sys.Local)
	return conn, nil
}

func (conn *Connection) connectJira(sys System, c config.Config, options rest.Options) error {
	o := jira.Options{
		Options: options, GatewayURL: c.AtlassianAPIURL, AccountField: c.JiraAccountField,
		ScopedTokens: c.JiraAuthType == config.AuthBasic,
	}
	var sign auth.Signer
	switch c.JiraAuthType {
	case config.AuthOAuth:
		oauth, err := newOAuth(sys, c, options.Transport)
		if err != nil {
			return err
		}
		conn.OAuth, sign = oauth, signer{oauth}
		o.Base = signer{oauth}.base
		o.Transport = wordedTransport{oauth.Transport(options.Transport)}
	case config.AuthBearer:
		sign = auth.Bearer(c.JiraToken.Reveal())
	default:
		sign = auth.Basic(c.JiraEmail, c.JiraToken.Reveal())
	}
	j, err := jira.New(c.JiraBaseURL, sign, o)
	if err != nil {
		return fmt.Errorf("JIRA_BASE_URL: %w", err)
	}
	conn.Jira = j
	return nil
}

// Way tells how Jira is signed in to, and which way its requests go, once one has
// succeeded.
func (conn *Connection) Way() string {
	switch route := conn.Jira.Route(); {
	case conn.OAuth != nil:
		return "by OAuth through the gateway"
	case route == jira.RouteGateway:
		return "by " + conn.authType + " through the gateway, as a token with scopes"
	default:
		return fmt.Sprintf("by %s through the %s", conn.authType, route)
	}
}

// Close ends a sign-in that is under way, and waits until new tokens are kept.
func (conn *Connection) Close() error {
	if conn == nil || conn.OAuth == nil {
		return nil
	}
	return conn.OAuth.Close()
}

// AccessTo gives all calls the one session of a connection, or explains to the
// model why there is none.
func AccessTo(conn *Connection, err error) Access {
	if err != nil {
		err = notSetUp(err)
		refuse := func(context.Context) (*tools.Session, error) { return nil, err }
		return Access{Tools: refuse, Reading: refuse}
	}
	access := Access{Tools: SignedIn(conn), Reading: SignedIn(conn)}
	if conn.OAuth != nil {
		access.Tools = oauthResolver(conn.Session, conn.OAuth)
	}
	return access
}

// notSetUp puts missing settings into words for a model and the person behind
// it.
func notSetUp(err error) error {
	return message("The Tempo server is not set up, so nothing was asked or written:\n" + err.Error() +
		"\nSet this in the env part of the MCP client's configuration, then restart the client. `" + Name + " doctor` checks the settings.")
}
