package change

import "fmt"

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

// SameError says that a worklog has all that an edit asks for already. Nothing was
// sent.
type SameError struct {
	WorklogID int64
}

// Error names the worklog.
func (e *SameError) Error() string {
	return fmt.Sprintf("worklog %d has these values already", e.WorklogID)
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
