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
	"context"
	"errors"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/jira"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// Action is what is done to a worklog.
type Action string

// The actions.
const (
	Create Action = "create"
	Edit   Action = "edit"
	Delete Action = "delete"
)

// Draft is what a caller wants of a worklog. What is nil or zero is left open when
// creating, and stays as it is when editing. Durations are whole seconds.
type Draft struct {
	IssueKey    string // such as ABC-123, also a former key or an id; create only
	Day         worklog.Day
	Start       worklog.TimeOfDay
	Spent       time.Duration
	Description *string
	Billable    *time.Duration // left nil when editing, it follows Spent if the two were equal before
	Remaining   *time.Duration // remaining estimate of the issue afterwards
	// Attributes are named by their key or their name, entries of lists by their id
	// or their label. An empty value removes the attribute when editing.
	Attributes []tempo.AttributeValue
}

// Change is one change of one worklog. After Apply either Err is set, or the change
// is made.
type Change struct {
	Action    Action
	WorklogID int64 // edit, delete
	Want      Draft // create, edit

	// Issue is the one that a new worklog is on, as Jira has it now. Of an edited or
	// deleted worklog only its id is known; that is in Before.
	Issue jira.Issue
	// Before is the worklog as it was, After as Tempo has it now; nil where there is
	// none.
	Before, After *tempo.Worklog
	// Err is why the change was not made, or why nobody can say ([UncertainError]).
	// With an Err set beforehand, as by wrong arguments, the change is left out.
	Err error
}

// Apply makes changes for a person, and notes in each what became of it. Changes of
// one worklog, and new worklogs of one issue, keep the order given; others go side
// by side. A request that has been sent is seen through even when ctx ends.
//
// The sheet is what was there before, on the days of new worklogs; it is nil when
// there are none, or when it could not be read. An error means that nothing was
// sent; then the changes are as they were.
func Apply(ctx context.Context, p *person.Person, changes []*Change) (*Sheet, error) {
	_, _, _ = ctx, p, changes
	return nil, errors.New("not built yet")
}

// Sheet is a person's worklogs on some days.
type Sheet struct {
	Worklogs []tempo.Worklog
}
