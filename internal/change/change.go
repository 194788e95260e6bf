// Package change is what happens to a time sheet: worklogs are created, edited and
// deleted. It is the one path by which a write leaves: each is a [Change] that
// keeps its place from what a caller wants to what Tempo has made of it.
//
// The package knows in which order writes may go, how to find out what became of
// one whose answer never came, and when it may be sent again. It does not know the
// Model Context Protocol, and has no words for people: errors are types, whose
// words are made elsewhere.
package change

import (
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// Action is what is done to a worklog.
type Action string

// The actions. To move a worklog to the issue that it is on is to edit it.
const (
	Create Action = "create"
	Edit   Action = "edit"
	Move   Action = "move"
	Delete Action = "delete"
)

// Draft is what a caller wants of a worklog. What is nil or zero is left to Tempo
// when creating, and stays as it is when editing. Durations are whole seconds.
type Draft struct {
	IssueKey    string // such as ABC-123, also a former key or an id; create and move
	Day         worklog.Day
	Start       worklog.TimeOfDay
	Next        bool // start at the next free time of the day, in place of Start
	Spent       time.Duration
	Description *string
	Billable    *time.Duration // left nil when editing, it follows Spent if the two were equal before
	Remaining   *time.Duration // remaining estimate of the issue afterwards
	// Attributes are named by their key or their name, entries of lists by their id
	// or their label. An empty value removes the attribute when editing.
	Attributes []tempo.AttributeValue
	// SpentShown and BillableShown are the hours that Spent and Billable came as, or
	// nil. An edited worklog that shows just these keeps its own to the second.
	SpentShown, BillableShown *float64
}

// Change is one change of one worklog. After Apply either Err is set, or the change
// is made.
type Change struct {
	Action    Action
	WorklogID int64 // edit, move, delete
	Want      Draft // create, edit, move
	// SkipDouble leaves a new worklog out that is there already: of the same issue and
	// day, with the same start or the same time spent.
	SkipDouble bool

	// Issue is the one that a worklog is on. Of an edited or deleted one only the id
	// is known when Jira does not tell in time.
	Issue jira.Issue
	// Left is the issue that a moved worklog was on, known like Issue.
	Left jira.Issue
	// Before is the worklog as it was, After as Tempo has it now; nil where there is
	// none.
	Before, After *tempo.Worklog
	// Err is why the change was not made, or why nobody can say ([UncertainError]).
	// With an Err set beforehand, as by wrong arguments, the change is left out.
	Err error
	// Unchanged says that an edited worklog had all that was wanted already: nothing
	// was sent, and After is Before.
	Unchanged bool
	// Double is why a new worklog was left out, or nil.
	Double *Double
	// OldAccount says that a moved worklog has kept its account, because the new issue
	// has none, or nobody knows.
	OldAccount bool

	attributes []tempo.AttributeValue   // those wanted, by keys and ids
	wire       tempo.NewWorklog         // create: what is sent
	sent       bool                     // a request for it has left, or is about to
	over       bool                     // what became of it is noted
	byIssue    bool                     // the account among them is the issue's
	mended     bool                     // an account was replaced by the one that was meant
	sheet      *Sheet                   // move: what was there before
	part       *Change                  // the change of which this one is a step, or nil
	restore    *tempo.Worklog           // undo: what the worklog is to be again, to the letter
	untouched  func(tempo.Worklog) bool // undo: whether nobody has changed it since
}

// Double is the worklog because of which a new one was left out: one that stood there
// before, or the one of another change of the same call.
type Double struct {
	Worklog *tempo.Worklog
	Change  *Change
}

// made notes that a change was made, and what Tempo has now; nil after a deletion.
func (c *Change) made(after *tempo.Worklog) { c.After, c.over = after, true }

// fail notes why changes were not made, or why nobody can say.
func fail(err error, changes ...*Change) {
	for _, c := range changes {
		c.Err, c.over = err, true
	}
}

// broke ends a change that a panic has left without an outcome. What has left may
// have had its effect.
func (c *Change) broke(panicked error) {
	switch {
	case c.over:
	case c.sent:
		fail(&UncertainError{Cause: panicked}, c)
	default:
		fail(panicked, c)
	}
}
