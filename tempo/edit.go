package tempo

import (
	"context"
	"fmt"
	"slices"
)

// Edit reads the worklog, has change make the whole new state out of the old
// one, and writes it, while no other edit of this client touches the same
// worklog. It returns the worklog as it was and as it is now. An error of change
// is returned as it is, and nothing is written.
func (c *Client) Edit(ctx context.Context, id int64, change func(Worklog) (WorklogUpdate, error)) (before, after Worklog, err error) {
	err = c.alone(ctx, id, func(w Worklog) error {
		before = w
		update, err := change(w)
		if err != nil {
			return err
		}
		after, err = c.replace(ctx, w, update)
		return err
	})
	return before, after, err
}

// Delete removes the worklog and returns it as it was.
func (c *Client) Delete(ctx context.Context, id int64) (deleted Worklog, err error) {
	err = c.alone(ctx, id, func(w Worklog) error {
		deleted = w
		return c.erase(ctx, id)
	})
	return deleted, err
}

// alone reads a worklog and calls write while nothing else of this client
// writes to it or to its issue.
func (c *Client) alone(ctx context.Context, id int64, write func(Worklog) error) error {
	release, err := c.locks.lock(ctx, lockKey{"worklog", id})
	if err != nil {
		return err
	}
	defer release()
	w, err := c.Worklog(ctx, id)
	if err != nil {
		return err
	}
	free, err := c.locks.lock(ctx, lockKey{"issue", w.Issue.Number()})
	if err != nil {
		return err
	}
	defer free()
	return write(w)
}

// replace writes update over before, and finds out what became of it when the
// answer does not say.
func (c *Client) replace(ctx context.Context, before Worklog, update WorklogUpdate) (Worklog, error) {
	for sent := 1; ; sent++ {
		w, err := c.put(ctx, before.ID, update)
		if err == nil {
			return w, nil
		}
		if err = fmt.Errorf("update worklog %d: %w", before.ID, err); !open(err) {
			return Worklog{}, err
		}
		var now Worklog
		state, lookErr := c.settle(context.WithoutCancel(ctx), err, func() (certain, error) {
			var err error
			if now, err = c.Worklog(context.WithoutCancel(ctx), before.ID); err != nil {
				return unclear, err
			}
			return update.became(before, now), nil
		})
		switch {
		case state == present:
			return now, nil
		case state == unclear:
			return Worklog{}, &UncertainError{Cause: err, LookError: lookErr}
		case !c.again(ctx, err, sent):
			return Worklog{}, unseen(err)
		}
	}
}

// became tells whether the update has reached the worklog. What is as before in
// all that shows has not been written, unless the update is not to be seen.
func (u WorklogUpdate) became(before, now Worklog) certain {
	arrived := now.StartDate == u.StartDate && now.TimeSpentSeconds == u.TimeSpentSeconds &&
		(u.StartTime == "" || sameTime(now.StartTime, u.StartTime)) &&
		sameText(now.Description, u.Description) &&
		(u.BillableSeconds == nil || now.BillableSeconds == nil || *now.BillableSeconds == *u.BillableSeconds) &&
		holds(now.Attributes.Values, u.Attributes) && u.removed(before, now)
	untouched := unchanged(before, now) && now.UpdatedAt == before.UpdatedAt
	switch {
	case arrived && !untouched:
		return present
	case untouched && !arrived:
		return absent
	default:
		return unclear // somebody else has written meanwhile, or nobody can see it
	}
}

// removed reports whether the attributes that the update leaves out are gone.
func (u WorklogUpdate) removed(before, now Worklog) bool {
	return !slices.ContainsFunc(before.Attributes.Values, func(v AttributeValue) bool {
		has := func(o AttributeValue) bool { return o.Key == v.Key }
		return !slices.ContainsFunc(u.Attributes, has) && slices.ContainsFunc(now.Attributes.Values, has)
	})
}

func unchanged(a, b Worklog) bool {
	return a.StartDate == b.StartDate && a.StartTime == b.StartTime &&
		a.TimeSpentSeconds == b.TimeSpentSeconds && a.Description == b.Description &&
		sameSeconds(a.BillableSeconds, b.BillableSeconds) &&
		slices.Equal(a.Attributes.Values, b.Attributes.Values)
}

func sameSeconds(a, b *int64) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// erase deletes a worklog that was there a moment ago.
func (c *Client) erase(ctx context.Context, id int64) error {
	for sent := 1; ; sent++ {
		err := c.remove(ctx, id)
		if err == nil || sent > 1 && gone(err) {
			return nil
		}
		if err = fmt.Errorf("delete worklog %d: %w", id, err); !failure(err).Unknown() {
			return err
		}
		state, lookErr := c.settle(context.WithoutCancel(ctx), err, func() (certain, error) {
			_, err := c.Worklog(context.WithoutCancel(ctx), id)
			switch {
			case gone(err):
				return present, nil
			case err != nil:
				return unclear, err
			default:
				return absent, nil
			}
		})
		switch {
		case state == present:
			return nil
		case state == unclear:
			return &UncertainError{Cause: err, LookError: lookErr}
		case !c.again(ctx, err, sent):
			return unseen(err)
		}
	}
}
