package change

import (
	"context"
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// rewrite edits, moves or deletes a worklog of the person. From its reading to its
// writing, nothing else of the person writes to it or to its issue.
func (w *writer) rewrite(ctx context.Context, c *Change) {
	before, err := w.p.Tempo.Worklog(ctx, c.WorklogID)
	if err == nil && before.Author.AccountID != w.me {
		err = w.others(ctx, before)
	}
	if c.untouched != nil && gone(err) {
		err = &ChangedError{WorklogID: c.WorklogID}
	}
	if err != nil {
		fail(err, c)
		return
	}
	c.Before = &before
	if c.untouched != nil && !c.untouched(before) {
		fail(c.changedTo(before), c)
		return
	}
	issue := before.Issue.Number()
	if c.Action == Move && c.Issue.ID == issue {
		c.Action, c.OldAccount = Edit, false
		c.attributes = unmoved(c)
	}
	release, err := w.issues(ctx, c, issue)
	if err != nil {
		fail(err, c)
		return
	}
	defer release()
	w.settleStart(ctx, c)
	switch {
	case c.over:
	case c.Action == Delete:
		w.erase(ctx, c)
	case c.Action == Move:
		w.move(ctx, c)
	default:
		w.edit(ctx, c)
	}
}

// unmoved are the attributes of a worklog that is to move to where it is: the account
// of the issue is not taken then.
func unmoved(c *Change) []tempo.AttributeValue {
	if c.byIssue {
		return slices.DeleteFunc(slices.Clone(c.attributes), func(v tempo.AttributeValue) bool { return v.Key == tempo.AccountKey })
	}
	return c.attributes
}

// nameLimit is how long a refusal waits for a name.
const nameLimit = 5 * time.Second

// others is the error of a worklog that is somebody else's.
func (w *writer) others(ctx context.Context, of tempo.Worklog) error {
	ctx, cancel := context.WithTimeout(ctx, nameLimit)
	defer cancel()
	user, _ := w.p.Jira.User(ctx, of.Author.AccountID) // the id is enough of a name
	return &OthersError{WorklogID: of.ID, AccountID: of.Author.AccountID, Name: user.DisplayName}
}

// issues waits until nothing else of the person writes to the issue of a worklog, nor
// to the one that it moves to. All take them in the same order.
func (w *writer) issues(ctx context.Context, c *Change, issue int64) (release func(), err error) {
	ids := []int64{issue}
	if c.Action == Move {
		ids = append(ids, c.Issue.ID)
		slices.Sort(ids)
	}
	var held []func()
	release = func() {
		for _, r := range held {
			r()
		}
	}
	for _, id := range ids {
		r, err := w.p.Lock(ctx, person.IssueKey(id))
		if err != nil {
			release()
			return nil, err
		}
		held = append(held, r)
	}
	return release, nil
}

// settleStart puts a worklog that is to start next where its day is free.
func (w *writer) settleStart(ctx context.Context, c *Change) {
	if !c.Want.Next {
		return
	}
	e := c.Before.Entry()
	if !c.Want.Day.IsZero() {
		e.Day = c.Want.Day
	}
	if c.Want.Spent > 0 {
		e.Spent = c.Want.Spent
	}
	sheet, err := readSheet(ctx, w.p.Tempo, w.me, around([]worklog.Range{{From: e.Day, To: e.Day}}))
	if err != nil {
		fail(&UnreadError{err}, c)
		return
	}
	c.begin(sheet.placed(c.WorklogID), e.Day, e.Spent)
}

// carry sends a write until what became of it is known: the answer tells, or look
// does. It is for what does no more when it is done twice, so that it may be sent
// again after a timeout, too. Its error is why the write had no effect, or an
// [UncertainError].
func (w *writer) carry(ctx context.Context, write func() error, look func(context.Context) (sight, error)) error {
	var before error // why an earlier sending may still have its effect
	for sent := 1; ; sent++ {
		err := write()
		switch {
		case err == nil:
			return nil
		case !unanswered(err) && before != nil:
			return unseen(before)
		case !unanswered(err):
			return err
		}
		seen, lookErr := w.settle(ctx, err, look)
		switch seen {
		case present:
			return nil
		case unclear:
			return &UncertainError{Cause: err, LookError: lookErr}
		case absent:
		}
		if mayCome(err) {
			before = err
		}
		if !w.again(ctx, err, sent) && !w.twice(ctx, err, sent) {
			if before != nil {
				return unseen(before)
			}
			return unseen(err)
		}
	}
}

// twice decides whether a write may be sent once more whose effect may still come.
func (w *writer) twice(ctx context.Context, cause error, sent int) bool {
	return sent <= w.retries && ctx.Err() == nil && failure(cause).Timeout()
}
