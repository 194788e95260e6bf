package jira

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Issue is what worklogs need to know of an issue.
type Issue struct {
	ID        int64
	Key       string // the present one, also of an issue that was moved
	Summary   string
	AccountID int64 // the id of its Tempo account; 0: none
	// NoField says that Jira did not show the field of accounts, which was asked for:
	// there is no such field, or not on this issue.
	NoField bool

	Estimate, Remaining Estimate // known only from IssuesWithEstimates
}

// ErrKey says that something is neither an issue key nor an issue id.
var ErrKey = errors.New("neither an issue key nor an issue id")

var (
	keyPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*$`)
	idPattern  = regexp.MustCompile(`^[0-9]+$`)
)

// maxKey is longer than any key or id of Jira.
const maxKey = 255

// ValidKey reports whether s has the form of an issue key, such as ABC-12, or
// of an issue id.
func ValidKey(s string) bool {
	return len(s) <= maxKey && (keyPattern.MatchString(s) || isID(s))
}

func isID(s string) bool { return idPattern.MatchString(s) }

func checkKey(s string) error {
	if ValidKey(s) {
		return nil
	}
	return fmt.Errorf("issue %.80q: %w", s, ErrKey)
}

// wireIssue is an issue as Jira sends it.
type wireIssue struct {
	ID     string                     `json:"id"`
	Key    string                     `json:"key"`
	Fields map[string]json.RawMessage `json:"fields"`
}

// issue converts w, whose account is in the given field ("": none).
func (w wireIssue) issue(accountField string) (Issue, error) {
	id, err := strconv.ParseInt(w.ID, 10, 64)
	if err != nil {
		return Issue{}, fmt.Errorf("issue %.80q: id %.80q is no number", w.Key, w.ID)
	}
	var summary string
	if raw := w.Fields["summary"]; raw != nil {
		if err := json.Unmarshal(raw, &summary); err != nil {
			return Issue{}, fmt.Errorf("issue %s: summary: %w", w.Key, err)
		}
	}
	value, shown := w.Fields[accountField]
	issue := Issue{
		ID: id, Key: rest.Line(w.Key), Summary: rest.Line(summary), AccountID: accountID(value), NoField: accountField != "" && !shown,
	}
	err = issue.readEstimates(w.Fields[timeTracking])
	return issue, err
}

// accountID finds the id in the value of an account field: an object with an
// id, the id itself, or a list of such, of which the first counts. Anything
// else is no account.
func accountID(raw json.RawMessage) int64 {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return 0
	}
	switch raw[0] {
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil || len(list) == 0 {
			return 0
		}
		return accountID(list[0])
	case '{':
		var object struct {
			ID json.RawMessage `json:"id"`
		}
		if json.Unmarshal(raw, &object) != nil {
			return 0
		}
		return number(object.ID)
	default:
		return number(raw)
	}
}

// number reads 7 and "7".
func number(raw json.RawMessage) int64 {
	id, err := strconv.ParseInt(string(bytes.Trim(raw, `"`)), 10, 64)
	if err != nil {
		return 0
	}
	return id
}
