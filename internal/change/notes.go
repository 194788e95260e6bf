package change

import (
	"slices"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tempo"
)

// NoteKind is what a note is about.
type NoteKind int

// The kinds of notes.
const (
	NoteDouble     NoteKind = iota // Other is of the same issue and day, with the same start or time spent
	NoteOverlap                    // Other shares some time on the clock
	NoteFree                       // the day is off; Holiday names why
	NoteBillable                   // other than the person's earlier worklogs on the issue
	NoteAccount                    // other than the usual one of the project
	NoteOldAccount                 // the account came along from the old issue
	NoteDistant                    // the day is far away, or of another year
	NoteLongDay                    // more is logged on the day than people work
	NoteUnread                     // what else is there could not be read
	NoteMore                       // so many more notes of the day were left out
)

// Note is something about a changed worklog, or about its day, that is worth a look.
type Note struct {
	Kind    NoteKind
	Day     worklog.Day
	Change  *Change        // the worklog's; of those of a day, the first one's
	Other   *tempo.Worklog // of a double or an overlap
	Same    bool           // of a double: it says the very same
	Holiday string
	Away    int           // days from today to the day
	Logged  time.Duration // on the day
	Usual   string        // the usual account
	Was     Billing       // of earlier worklogs
	Count   int           // of earlier worklogs, or of notes left out
}

// Billing is how much of a worklog is billable.
type Billing int

// How much can be billable.
const (
	BillingUnknown Billing = iota
	BillingNone
	BillingPart
	BillingAll
)

// billing tells how much of a worklog is billable.
func billing(w tempo.Worklog) Billing {
	switch {
	case w.BillableSeconds == nil:
		return BillingUnknown
	case *w.BillableSeconds == 0:
		return BillingNone
	case *w.BillableSeconds == w.TimeSpentSeconds:
		return BillingAll
	default:
		return BillingPart
	}
}

// Limits of what is worth no note.
const (
	longDay  = 10 * time.Hour
	farAway  = 31 // days
	dayNotes = 3
)

// Notes tells what is worth a look about the changes that were made, in the order of
// days, at most three a day and how many more there are.
func (a *Around) Notes(changes []*Change) []Note {
	f := a.find(changes)
	for _, c := range changes {
		if f.made(c) {
			f.notesOf(c)
		}
	}
	return f.chosen()
}

// chosen returns the notes by their days: the first of each kind before second ones,
// three a day, and how many more there are.
func (f *finder) chosen() []Note {
	type kindOfDay struct {
		day  worklog.Day
		kind NoteKind
	}
	nth := map[kindOfDay]int{}
	type ranked struct {
		Note
		rank int
	}
	var list []ranked
	for _, n := range f.notes {
		list = append(list, ranked{n, nth[kindOfDay{n.Day, n.Kind}]})
		nth[kindOfDay{n.Day, n.Kind}]++
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		if by := a.Day.Compare(b.Day); by != 0 {
			return by
		}
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return int(a.Kind - b.Kind)
	})
	var result []Note
	count := map[worklog.Day]int{}
	for _, n := range list {
		switch count[n.Day]++; {
		case count[n.Day] <= dayNotes:
			result = append(result, n.Note)
		case count[n.Day] == dayNotes+1:
			result = append(result, Note{Kind: NoteMore, Day: n.Day, Count: 1})
		default:
			result[len(result)-1].Count++
		}
	}
	return result
}
