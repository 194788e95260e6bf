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
	release, err := w.take(ctx, c)
	if err != nil {
		fail(err, c)
		return
	}
	defer release()
	if c.Action == Move && c.Issue.ID == c.Before.Issue.Number() {
		c.Action, c.OldAccount = Edit, false
		c.attributes = unmoved(c)
	}
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

// take reads a worklog and takes the issues concerned. What was read before a wait says
// nothing any more: then it is read again, and maybe on another issue.
func (w *writer) take(ctx context.Context, c *Change) (release func(), err error) {
	if err := w.readBefore(ctx, c); err != nil {
		return nil, err
	}
	for {
		issue := c.Before.Issue.Number()
		release, waited, err := w.issues(ctx, c, issue)
		if err != nil {
			return nil, err
		}
		if !waited {
			return release, nil
		}
		if err := w.readBefore(ctx, c); err != nil {
			release()
			return nil, err
		}
		if c.Before.Issue.Number() == issue {
			return release, nil
		}
		release()
	}
}

// readBefore reads a worklog as it is, which has to be the person's, and as somebody has
// left it whose change is undone.
func (w *writer) readBefore(ctx context.Context, c *Change) error {
	before, err := w.p.Tempo.Worklog(ctx, c.WorklogID)
	if err == nil && before.Author.AccountID != w.me {
		err = w.others(ctx, before)
	}
	if c.untouched != nil && gone(err) {
		err = &ChangedError{WorklogID: c.WorklogID}
	}
	if err != nil {
		return err
	}
	c.Before = &before
	if c.untouched != nil && !c.untouched(before) {
		return c.changedTo(before)
	}
	return nil
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
func (w *writer) issues(ctx context.Context, c *Change, issue int64) (release func(), waited bool, err error) {
	ids := []int64{issue}
	if c.Action == Move && c.Issue.ID != issue {
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
		r, free := w.p.TryLock(person.IssueKey(id))
		if !free {
			waited = true
			if r, err = w.p.Lock(ctx, person.IssueKey(id)); err != nil {
				release()
				return nil, false, err
			}
		}
		held = append(held, r)
	}
	return release, waited, nil
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
