package sim

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"
)

// Demo returns a site that looks like a real team's after some months: projects
// with issues, accounts, work attributes, holidays and the worklogs of three
// people since the beginning of the month before last, whose timesheets are
// approved, in review or open. The owner of the tokens has missing and partly
// logged days in the previous month, whatever the date, and in the current one as
// soon as it is old enough. Two calls on the same day give the same site, and a
// day's worklogs stay the same on later days. The services' clock runs from now on.
func Demo(now time.Time) *Sim {
	s := New()
	started := s.Now()
	s.Now = func() time.Time { return now.Add(s.sinceDemo(started)) }
	d := demo{sim: s, today: s.today(AccountID)}
	d.people()
	d.calendar()
	d.logTime()
	d.approvals()
	return s
}

// sinceDemo is how long a demo has been running.
func (*Sim) sinceDemo(started time.Time) time.Duration {
	return time.Since(started) //nolint:forbidigo // a demo's clock runs as fast as the real one
}

// demo fills a simulator.
type demo struct {
	sim      *Sim
	today    time.Time // at midnight in UTC, as all days here
	meetings []demoIssue
	work     []demoIssue
	half     string // the half-day holiday
	missing  []string
	partly   []string
}

func (d *demo) people() {
	for _, u := range demoUsers() {
		d.sim.AddUser(u)
	}
	for _, p := range demoProjects() {
		d.sim.AddProject(p)
	}
	for _, a := range demoAccounts() {
		d.sim.AddAccount(a)
	}
	for _, a := range demoAttributes() {
		d.sim.AddWorkAttribute(a)
	}
	for _, epic := range demoEpics() {
		d.sim.AddIssue(epic)
	}
	d.meetings, d.work = demoMeetings(), demoWork()
	for _, list := range [][]demoIssue{d.meetings, d.work} {
		for i := range list {
			list[i].ID = d.sim.AddIssue(list[i].Issue)
		}
	}
	d.sim.AddIssue(Issue{Key: "OPS-9", Summary: "Rotate the signing keys", Hidden: true})
}

// calendar places the holidays, and the days that the owner has not logged or
// not logged in full.
func (d *demo) calendar() {
	thisMonth := d.today.AddDate(0, 0, 1-d.today.Day())
	previous := weekdays(thisMonth.AddDate(0, -1, 0), thisMonth)
	before := weekdays(thisMonth.AddDate(0, -2, 0), thisMonth.AddDate(0, -1, 0))
	passed := weekdays(thisMonth, d.today)

	// Every month has at least 20 weekdays.
	d.half = previous[13]
	d.sim.AddHoliday(before[9], "Founders' Day", 8*3600)
	d.sim.AddHoliday(previous[2], "Bank Holiday", 8*3600)
	d.sim.AddHoliday(d.half, "Summer Party", 4*3600)
	d.missing = []string{previous[6], previous[17]}
	d.partly = []string{previous[11], previous[15]}
	if n := len(passed); n >= 3 {
		d.partly = append(d.partly, passed[n-1])
		d.missing = append(d.missing, passed[n-3])
	}
}

// weekdays lists the days from Monday to Friday from one day to before another.
func weekdays(from, before time.Time) []string {
	var days []string
	for day := from; day.Before(before); day = day.AddDate(0, 0, 1) {
		if isWeekday(day) {
			days = append(days, day.Format(time.DateOnly))
		}
	}
	return days
}

func isWeekday(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// logTime writes everybody's worklogs from the month before last until today.
func (d *demo) logTime() {
	first := d.today.AddDate(0, -2, 1-d.today.Day())
	for day := first; !day.After(d.today); day = day.AddDate(0, 0, 1) {
		for _, accountID := range []string{AccountID, demoBen, demoChloe} {
			d.logDay(day, accountID)
		}
	}
}

// logDay fills one person's day with worklogs, back to back.
func (d *demo) logDay(day time.Time, accountID string) {
	date := day.Format(time.DateOnly)
	minutes := d.minutes(day, accountID)
	random := dice(date, accountID)
	start := 9 * 60
	log := func(i demoIssue, length int) {
		length = min(length, minutes)
		if length <= 0 {
			return
		}
		d.add(random, i, accountID, day, start, length)
		start, minutes = start+length, minutes-length
	}
	log(d.meetings[0], 15)
	if day.Weekday() == time.Monday {
		log(d.meetings[1], 60)
	}
	for minutes > 0 {
		length := 45 + 15*random.IntN(10)
		if minutes-length < 45 {
			length = minutes
		}
		if start < 12*60+30 && start+length > 13*60 {
			length = 13*60 - start
		}
		log(d.work[random.IntN(len(d.work))], length)
		if start == 13*60 {
			start += 30 // lunch
		}
	}
}

// minutes is how long a person has worked on a day.
func (d *demo) minutes(day time.Time, accountID string) int {
	date := day.Format(time.DateOnly)
	holiday, free := d.sim.site.holidays[date]
	mine := accountID == AccountID
	switch {
	case !isWeekday(day), free && holiday.seconds >= 8*3600, mine && slices.Contains(d.missing, date):
		return 0
	case free:
		return 240
	case mine && slices.Contains(d.partly, date):
		return 210
	case day.Equal(d.today):
		return 150
	case accountID == demoChloe && day.Weekday() == time.Friday:
		return 360
	default:
		return 480
	}
}

func (d *demo) add(random *rand.Rand, i demoIssue, accountID string, day time.Time, start, length int) {
	written := day.Add(time.Duration(start+length) * time.Minute)
	if day.Equal(d.today) {
		written = day // the end may still be to come
	}
	seconds := int64(length) * 60
	billable := seconds
	if i.AccountID == 10 {
		billable = 0
	}
	account := d.sim.site.account(func(a *Account) bool { return a.ID == i.AccountID })
	d.sim.AddWorklog(Worklog{
		IssueID:          i.ID,
		AuthorAccountID:  accountID,
		StartDate:        day.Format(time.DateOnly),
		StartTime:        clockTime(start),
		TimeSpentSeconds: seconds,
		BillableSeconds:  &billable,
		Description:      i.notes[random.IntN(len(i.notes))],
		Attributes:       []AttributeValue{{accountAttribute, account.Key}, {workTypeAttribute, i.workType}},
		CreatedAt:        written,
	})
}

// clockTime writes minutes since midnight as Tempo does.
func clockTime(minutes int) string {
	return time.Time{}.Add(time.Duration(minutes) * time.Minute).Format(time.TimeOnly)
}

// dice rolls the same numbers for a person and a day each time.
func dice(date, accountID string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(date + accountID))   // a hash never fails
	return rand.New(rand.NewPCG(h.Sum64(), 1)) //nolint:gosec // a demo needs no secrets
}
