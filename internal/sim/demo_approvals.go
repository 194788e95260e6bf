package sim

import "time"

// approvals puts the timesheets of the last months where a team has them: the month
// before last is approved, and the last one of two people has come as far as review.
// That of the owner is still open, because days are missing in it, and this month's
// are open anyway.
func (d *demo) approvals() {
	thisMonth := d.today.AddDate(0, 0, 1-d.today.Day())
	last, before := thisMonth.AddDate(0, -1, 0), thisMonth.AddDate(0, -2, 0)
	for _, accountID := range []string{AccountID, demoBen, demoChloe} {
		d.approval(accountID, before, StatusApproved)
	}
	d.approval(demoBen, last, StatusApproved)
	d.approval(demoChloe, last, StatusInReview)
}

// approval submits a person's timesheet on the last day of a month, and has it
// approved by the reviewer a little later.
func (d *demo) approval(accountID string, month time.Time, status string) {
	days := d.sim.period(month)
	required, spent := d.sim.sums(accountID, days)
	a := &approval{
		accountID: accountID, days: days, status: status, reviewer: d.sim.site.user(accountID).Reviewers[0],
		actor: accountID, updated: month.AddDate(0, 1, -1).Add(16 * time.Hour), required: &required, spent: &spent,
	}
	if status == StatusApproved {
		a.actor, a.updated = a.reviewer, a.updated.Add(40*time.Minute)
	}
	d.sim.site.setApproval(a)
}
