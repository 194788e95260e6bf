package say

// aboutError is an error of which the words alone do not tell what it is about.
type aboutError struct {
	subject string
	err     error
}

// About has the words for an error begin with the issue it is about, where the service
// that answered 404 cannot have named it.
func About(issueKey string, err error) error {
	if e := serviceError(err); e == nil || e.Status != 404 || issueKey == "" {
		return err
	}
	return &aboutError{issueKey, err}
}

// Error tells what went wrong with what.
func (e *aboutError) Error() string { return e.subject + ": " + e.err.Error() }

// Unwrap returns what went wrong.
func (e *aboutError) Unwrap() error { return e.err }
