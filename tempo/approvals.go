package tempo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Statuses of a timesheet. There may be others.
const (
	ApprovalOpen     = "OPEN"
	ApprovalInReview = "IN_REVIEW"
	ApprovalApproved = "APPROVED"
)

// Actions on a timesheet, for [Approval.May].
const (
	ActionSubmit = "submit"
	ActionRecall = "recall"
)

// Approval is where the timesheet of a person and a period stands.
// See https://apidocs.tempo.io/#tag/Timesheet-Approvals.
type Approval struct {
	Period           Period         `json:"period"`
	RequiredSeconds  int64          `json:"requiredSeconds"`
	TimeSpentSeconds int64          `json:"timeSpentSeconds"`
	Status           ApprovalStatus `json:"status"`
	User             AccountRef     `json:"user"`
	Reviewer         AccountRef     `json:"reviewer"` // of nobody while it is open

	// Actions are what the owner of the token may do now, by their names. What
	// they hold is an object or an address; the names are all there is to know.
	Actions map[string]json.RawMessage `json:"actions"`
}

// ApprovalStatus is the status of a timesheet, and how it came about as far as Tempo
// tells.
type ApprovalStatus struct {
	Key       string     `json:"key"` // OPEN, IN_REVIEW, APPROVED, one that is not documented, or empty
	Comment   string     `json:"comment"`
	Actor     AccountRef `json:"actor"`
	UpdatedAt string     `json:"updatedAt"` // RFC 3339, UTC
}

// AccountRef names a person by their Atlassian account id.
type AccountRef struct {
	AccountID string `json:"accountId"`
}

// May reports whether the owner of the token may do something now: submit, recall,
// approve, reject or reopen.
func (a Approval) May(action string) bool {
	_, may := a.Actions[action]
	return may
}

// ApprovalNote goes along with an action on a timesheet. Where a person has several
// reviewers, ReviewerAccountID names the one who is to look at it.
type ApprovalNote struct {
	Comment           string `json:"comment,omitempty"`
	ReviewerAccountID string `json:"reviewerAccountId,omitempty"`
}

// Approval reads where a person's timesheet of a period stands. The days are those of
// one period, as [Client.Periods] lists them. It needs the scope Approvals.
func (c *Client) Approval(ctx context.Context, accountID, from, to string) (Approval, error) {
	var a Approval
	path := approvalPath(accountID)
	err := c.api.Get(ctx, path, Period{From: from, To: to}.query(), &a)
	if err == nil && a.Period.From == "" {
		err = unreadable(path)
	}
	if err != nil {
		return Approval{}, fmt.Errorf("read timesheet approval: %w", err)
	}
	return a, nil
}

// Reviewers lists the account ids of those who may review a person's timesheets. It
// needs the scope Approvals.
func (c *Client) Reviewers(ctx context.Context, accountID string) ([]string, error) {
	var answer struct {
		Results []AccountRef `json:"results"`
	}
	if err := c.api.Get(ctx, approvalPath(accountID, "reviewers"), nil, &answer); err != nil {
		return nil, fmt.Errorf("list reviewers: %w", err)
	}
	list := make([]string, len(answer.Results))
	for i, r := range answer.Results {
		list[i] = r.AccountID
	}
	return list, nil
}

// Submit puts a person's timesheet of a period before a reviewer, and returns it as
// it is now. An answer that is no timesheet is [ErrIncomplete]. It needs the scope
// Approvals (manage).
func (c *Client) Submit(ctx context.Context, accountID string, of Period, note ApprovalNote) (Approval, error) {
	var a Approval
	err := c.api.Write(ctx, http.MethodPost, approvalPath(accountID, ActionSubmit), of.query(), note, &a)
	if err = a.complete(err); err != nil {
		return Approval{}, fmt.Errorf("submit timesheet: %w", err)
	}
	return a, nil
}

// Recall takes a timesheet back that is in review, and returns it as it is now. An
// answer that is no timesheet is [ErrIncomplete]. It needs the scope Approvals (manage).
func (c *Client) Recall(ctx context.Context, accountID string, of Period, note ApprovalNote) (Approval, error) {
	var a Approval
	err := c.api.Write(ctx, http.MethodPost, approvalPath(accountID, ActionRecall), of.query(), note, &a)
	if err = a.complete(err); err != nil {
		return Approval{}, fmt.Errorf("recall timesheet: %w", err)
	}
	return a, nil
}

// complete returns what is wrong with the answer to a write.
func (a Approval) complete(err error) error {
	if err == nil && a.Period.From == "" {
		return ErrIncomplete
	}
	return err
}

func approvalPath(accountID string, more ...string) string {
	return rest.Path(append([]string{"timesheet-approvals", "user", accountID}, more...)...)
}
