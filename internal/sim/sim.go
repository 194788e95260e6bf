// Package sim is a simulator of Tempo Cloud v4, Jira Cloud v3 and Atlassian's
// OAuth 2.0 sign-in (3LO) that keeps its data in memory.
//
// It knows what the services accept, refuse and answer, as their documents and
// the reports of their users describe them, and it is strict: unknown query
// parameters and body fields, wrong formats and values that the real services
// may or may not take are refused. It can misbehave on request (see [Fault]).
// A [Sim] is an [http.RoundTripper] that goes by the real host names and opens
// no port, and an [http.Handler] that goes by the path alone.
//
// It shares no code with the clients it is made to test: a wrong field name
// must not pass because both sides misspell it.
package sim

import (
	"net/http"
	"sync"
	"time"
)

// What a client needs to sign in. None of it opens anything but a simulator.
const (
	SiteURL    = "https://example.atlassian.net"
	TempoURL   = "https://api.tempo.io/4"
	GatewayURL = "https://api.atlassian.com"
	Email      = "ada@example.com"
	JiraToken  = "simulated-jira-api-token"
	TempoToken = "simulated-tempo-api-token"
	CloudID    = "11111111-2222-4333-8444-555555555555"
	// AccountID is that of the first person, whom both tokens belong to.
	AccountID = "123456:01234567-89ab-cdef-0123-456789abcdef"
	// AccountField is the Jira custom field that holds an issue's Tempo account.
	AccountField = "customfield_10234"
)

// ErrorShape is a form of Tempo's error bodies.
type ErrorShape int

// The forms that Tempo's error bodies come in.
const (
	ErrorArray  ErrorShape = iota // {"errors":[{"message":"…"}]}, as observed
	ErrorObject                   // {"errors":{"message":"…"}}, as documented
	ErrorMap                      // {"errors":{"field":"…"}}, as Data Center has it
	ErrorText                     // the message alone, as text/plain
)

// BillableDefault is what becomes of billable seconds that a write leaves out.
// The real behavior is not established.
type BillableDefault int

// What can become of billable seconds that are left out.
const (
	BillableAsSpent BillableDefault = iota // the time spent
	BillableZero                           // 0
	BillableMissing                        // the answers have no such field
)

// Sim is a simulated site with its Tempo. Create one with [New] or [Demo]. Its
// methods are safe for concurrent use; its fields are to be set before the
// first request.
type Sim struct {
	// Region holds the data: "" lets every Tempo host serve them, with "eu" or
	// "us" only the host of that region does, and the others answer 401.
	Region string
	// TempoScopes are the Tempo token's scopes, such as "worklogs:view" and
	// "schemes:view"; "manage" includes "view". Nil means full access. A call
	// without its scope is answered 403.
	TempoScopes []string
	// SearchNeedsManage refuses POST searches to tokens that may only view.
	SearchNeedsManage bool
	// ConfigurationScope is the scope that the global configuration needs, which
	// Tempo does not publish. Any token will do when it is empty.
	ConfigurationScope string
	// ScopedJiraToken makes the Jira API token one with scopes, which the site's
	// host refuses and only the gateway takes.
	ScopedJiraToken bool
	// JiraBearer is a bearer token that Jira accepts on the site and through the
	// gateway. None when empty.
	JiraBearer string

	// TokenLifetime is how long access tokens of the sign-in last.
	TokenLifetime time.Duration
	// RefreshLeeway is how long a refresh token goes on working after its first
	// use; 0 is not at all.
	RefreshLeeway time.Duration
	// ReuseRevokes takes the consent back when a refresh token is used after its
	// leeway. Otherwise only that request is refused. Which of the two Atlassian
	// does is not established.
	ReuseRevokes bool
	// InvalidGrant refuses refresh tokens in the documented form (invalid_grant)
	// instead of the one that is seen in practice (unauthorized_client).
	InvalidGrant bool
	// FormBodies lets the token endpoint take forms, which Atlassian does not
	// document. Otherwise it takes JSON alone.
	FormBodies bool

	// RequiredAttributes are keys of work attributes that are required, besides
	// those added as such.
	RequiredAttributes []string
	// MaxHoursPerDay caps what one person can log on one day; 0 is no cap.
	MaxHoursPerDay int
	// FutureDays is how far into the future time can be logged.
	FutureDays int
	// WeekStart is the first day of the week.
	WeekStart time.Weekday
	// ApprovalWeekStart is the first day of weekly timesheet periods; nil is that
	// of the week.
	ApprovalWeekStart *time.Weekday
	// WeeklyPeriods makes timesheet periods weeks instead of months.
	WeeklyPeriods bool
	// RemainingEstimateRequired refuses creating without a remaining estimate, and
	// so all bulk requests, which have no such field.
	RemainingEstimateRequired bool
	// EstimateOnUpdate makes updates need the remaining estimate as well, where it
	// is required. Whether they do is not established.
	EstimateOnUpdate bool
	// DescriptionRequired refuses worklogs without a description.
	DescriptionRequired bool
	// StartAndEndTimes says in the configuration that these times are in use, and
	// refuses worklogs that have no start unless DefaultStartTime gives them one.
	// Tempo was never seen to refuse them.
	StartAndEndTimes bool
	// AllowClosedAccounts lets time be logged on closed accounts.
	AllowClosedAccounts bool
	// PlanApproval and PlanStartAndEndTimes are what the configuration says about
	// plans.
	PlanApproval, PlanStartAndEndTimes bool
	// StringActions shows the actions on a timesheet as addresses, as a client has
	// seen them, instead of objects.
	StringActions bool
	// RejectedStatus gives rejected timesheets a status of their own, which Tempo's
	// document does not have, instead of opening them.
	RejectedStatus bool
	// ReviewLeavesOpen lets worklogs be written in a timesheet that is in review.
	// Whether Tempo does is not established.
	ReviewLeavesOpen bool
	// OverrideMode lets bypassPeriodClosuresAndApprovals work; otherwise the
	// flag has no effect, as for everyone who is no Tempo administrator.
	OverrideMode bool

	// DefaultStartTime is given to worklogs that are created without a start
	// ("08:00:00"). When it is empty they have none.
	DefaultStartTime string
	// Billable is what becomes of billable seconds that are left out.
	Billable BillableDefault
	// PartialBulk makes a bulk request with bad entries write the good ones
	// before it is refused. Otherwise it writes all or nothing.
	PartialBulk bool
	// ErrorShape is the form of Tempo's error bodies.
	ErrorShape ErrorShape

	// UserTimeZone is the zone in the profile of the tokens' owner, and Tempo's
	// for people who hide theirs; an empty one is hidden.
	UserTimeZone string
	// StrictHost makes ServeHTTP go by the request's host, as RoundTrip does, for
	// a server that is reached under the real names.
	StrictHost bool
	// Latency passes between the effect of a request and its answer.
	Latency time.Duration
	// Now is the services' clock.
	Now func() time.Time

	site   site
	signIn signIn
	faults faults
	wire   wire
}

// New returns an empty site that is usable at once: its only user is the owner
// of the tokens, the week has five days of eight hours, there are no issues, and
// an app is registered for signing in.
func New() *Sim {
	s := &Sim{
		WeekStart:      time.Monday,
		MaxHoursPerDay: 24,
		FutureDays:     3650,
		UserTimeZone:   "Europe/Berlin",
		Now:            time.Now, //nolint:forbidigo // the default of the field that passes the clock in
		TokenLifetime:  time.Hour,
		RefreshLeeway:  10 * time.Minute,
		site:           newSite(),
		signIn:         newSignIn(),
	}
	s.AddSite(Site{CloudID: CloudID, URL: SiteURL})
	s.AddPerson(Person{
		User:       User{AccountID: AccountID, DisplayName: "Ada Marlow", Email: Email, Locale: "en_US"},
		TempoToken: TempoToken, JiraToken: JiraToken,
	})
	return s
}

// clock returns the services' time in whole seconds of UTC, as they show it.
func (s *Sim) clock() time.Time { return s.Now().UTC().Truncate(time.Second) }

// act does what a request asks for and answers it.
func (s *Sim) act(c *call) answer {
	s.site.mu.Lock()
	defer s.site.mu.Unlock()
	switch c.service {
	case tempoService:
		return s.tempo(c)
	case siteService:
		return s.ownHost(c)
	case gatewayService:
		return s.gateway(c)
	case signInService:
		return s.signInPage(c)
	default:
		return jiraFailure(http.StatusNotFound, "Not found.")
	}
}

// site is the data that the services share.
type site struct {
	mu          sync.Mutex
	sites       []Site
	users       []*User
	people      []*Person // those with credentials
	issues      map[int64]*Issue
	keys        map[string]int64 // in upper case, old keys too
	projects    map[string]*Project
	accounts    []*Account
	attributes  []*WorkAttribute
	holidays    map[string]holiday
	schedule    map[time.Weekday]int
	closed      []span
	approvals   []*approval
	remaining   map[int64]int64 // the estimate of an issue
	worklogs    store
	zones       map[string]*time.Location
	nextIssue   int64
	nextProject int64
}

func newSite() site {
	week := map[time.Weekday]int{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = 8 * 3600
	}
	return site{
		issues:      map[int64]*Issue{},
		keys:        map[string]int64{},
		projects:    map[string]*Project{},
		holidays:    map[string]holiday{},
		schedule:    week,
		remaining:   map[int64]int64{},
		worklogs:    newStore(),
		zones:       map[string]*time.Location{},
		nextIssue:   10001,
		nextProject: 10000,
	}
}

// span is a range of days, both included.
type span struct{ from, to string }

func (s span) contains(day string) bool { return s.from <= day && day <= s.to }
