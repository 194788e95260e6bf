package change

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// HiddenIssueError says that Jira does not show an issue: it does not exist, or the
// person may not see it. Nothing was sent to Tempo.
type HiddenIssueError struct {
	Key string // as the caller gave it
}

// Error names the issue.
func (e *HiddenIssueError) Error() string { return "jira does not show issue " + e.Key }

// AccountError says that the account of an issue could not be looked up. Nothing
// was sent for the worklogs that need it.
type AccountError struct {
	IssueKey string
	Cause    error
}

// Error names the issue and the cause.
func (e *AccountError) Error() string { return fmt.Sprintf("account of %s: %v", e.IssueKey, e.Cause) }

// Unwrap returns why the account could not be looked up.
func (e *AccountError) Unwrap() error { return e.Cause }

// TwiceError says that a caller has named an attribute twice, by its key and by its
// name perhaps, with different values. Nothing was sent.
type TwiceError struct {
	First, Second tempo.AttributeValue // as the caller wrote them
}

// Error names both.
func (e *TwiceError) Error() string {
	return fmt.Sprintf("%s=%s and %s=%s are one attribute", e.First.Key, e.First.Value, e.Second.Key, e.Second.Value)
}

// OthersError says that a worklog is somebody else's. Nothing was sent.
type OthersError struct {
	WorklogID int64
	AccountID string // whose it is
	Name      string // the same for people; "" when Jira does not tell
}

// Error names the worklog and its author.
func (e *OthersError) Error() string {
	return fmt.Sprintf("worklog %d is of %s", e.WorklogID, e.AccountID)
}

// ChangedError says that a worklog that was to be undone is not as it was left: somebody
// has changed it since. Nothing was sent for it.
type ChangedError struct {
	WorklogID int64
	Now       *tempo.Worklog // as it is; nil when it is gone
	Back      bool           // it says already what it said before the change
}

// Error names the worklog.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("worklog %d was changed since", e.WorklogID)
}

// TriedError says that an undo was tried before, and that nobody knows whether it has
// put the worklog back. Nothing was sent.
type TriedError struct{ ChangeID string } // of that undo

// Error names the undo.
func (e *TriedError) Error() string { return "undone by " + e.ChangeID + " perhaps" }

// UnsettledError says that nobody knows what became of a write, so that it cannot be
// undone.
type UnsettledError struct{ WorklogID int64 } // 0 of a new one

// Error names the worklog.
func (e *UnsettledError) Error() string {
	return fmt.Sprintf("nobody knows what became of worklog %d", e.WorklogID)
}

// UnknownChangeError says that a person's journal has no such change.
type UnknownChangeError struct{ ID string } // "" when none stands that could be undone

// Error names the change.
func (e *UnknownChangeError) Error() string { return "no change " + e.ID }

// JournalError says that the journal of a person cannot be used. Nothing was sent.
type JournalError struct {
	Off   bool  // there is none, by the settings
	Cause error // why it cannot be read; nil when there is none
}

// Error tells why.
func (e *JournalError) Error() string { return fmt.Sprintf("journal: %v", e.Cause) }

// Unwrap returns why.
func (e *JournalError) Unwrap() error { return e.Cause }

// UnreadError says that the person's worklogs, which a change goes by, could not be
// read. Nothing was sent for it.
type UnreadError struct{ Cause error }

// Error tells why.
func (e *UnreadError) Error() string { return fmt.Sprintf("read what is there: %v", e.Cause) }

// Unwrap returns why.
func (e *UnreadError) Unwrap() error { return e.Cause }

// FullError says that a day has no free time before midnight. Nothing was sent.
type FullError struct {
	Day   worklog.Day
	Spent time.Duration
}

// Error names the day.
func (e *FullError) Error() string { return fmt.Sprintf("%s has no room for %s", e.Day, e.Spent) }

// CapError is Tempo's refusal of more time on a day than it can hold. Nothing was
// written.
type CapError struct {
	Cause  error // Tempo's refusal
	Day    worklog.Day
	Logged time.Duration // what the day holds besides
	Known  bool          // that could be read
	Most   time.Duration // what it can hold; 0 when Tempo does not tell
	Move   bool          // the copy of a worklog that was to move is too much
	Edit   bool          // a worklog of the day was to become longer, and is not in Logged
}

// Error tells Tempo's refusal.
func (e *CapError) Error() string { return e.Cause.Error() }

// Unwrap returns Tempo's refusal.
func (e *CapError) Unwrap() error { return e.Cause }

// NotBegunError says that the time of a call was over before anything was sent for a
// change. It can be tried again.
type NotBegunError struct{ Cause error }

// Error tells what took so long.
func (e *NotBegunError) Error() string { return fmt.Sprintf("not begun: %v", e.Cause) }

// Unwrap returns what took so long.
func (e *NotBegunError) Unwrap() error { return e.Cause }

// ErrTooLate says that a write was not sent, because too little time was left.
var ErrTooLate = tempo.ErrTooLate

// notBegun makes an error that a call's time has caused one of something that was not
// begun. Other errors stay what they are.
func notBegun(err error) error {
	if _, uncertain := asUncertain(err); uncertain || failure(err).Unknown() {
		return err
	}
	if errors.Is(err, tempo.ErrTooLate) || errors.Is(err, context.DeadlineExceeded) {
		return &NotBegunError{err}
	}
	return err
}

// MoveError says that a worklog could not be moved, and what stands where. It does
// not unwrap: what went wrong with one of its requests is not what became of it.
type MoveError struct {
	WorklogID int64  // the original
	Copy      int64  // the copy on the new issue; 0 when its id is not known
	IssueKey  string // the new issue
	// Original and Copied are what is known of the two.
	Original, Copied Standing
	Cause            error // what went wrong
	UndoErr          error // why the copy could not be deleted again, or nil
}

// Standing is whether a worklog is there.
type Standing int

// What can be known of a worklog.
const (
	Stands Standing = iota
	Gone
	Unsure // it may be there or not
)

// Error tells what went wrong.
func (e *MoveError) Error() string {
	return fmt.Sprintf("move worklog %d to %s as %d: %v; %v", e.WorklogID, e.IssueKey, e.Copy, e.Cause, e.UndoErr)
}

// UncertainError says that a write was sent and that nobody can say for certain
// what became of it. It must not be sent again before someone has looked.
type UncertainError struct {
	// Missing is true when Tempo was looked at and the effect was not there. It
	// may still come.
	Missing bool
	// Candidate is a worklog that may be the result, or 0.
	Candidate int64
	// Cause is what went wrong with the write.
	Cause error
	// LookError is why looking failed, or nil.
	LookError error
}

// Error tells what is known.
func (e *UncertainError) Error() string {
	switch {
	case e.Missing:
		return fmt.Sprintf("not found in Tempo after a timeout: %v", e.Cause)
	case e.LookError != nil:
		return fmt.Sprintf("outcome unknown: %v; looking failed: %v", e.Cause, e.LookError)
	default:
		return fmt.Sprintf("outcome unknown: %v", e.Cause)
	}
}

// Unwrap returns what went wrong with the write.
func (e *UncertainError) Unwrap() error { return e.Cause }

func asUncertain(err error) (*UncertainError, bool) { return errors.AsType[*UncertainError](err) }
