package state

// Outcome is what became of an entry of a plan, or of a step of a change.
type Outcome string

// The outcomes. An entry that was never noted is not begun; a step begins as intended.
const (
	Intended Outcome = "intended" // steps only
	Begun    Outcome = "begun"    // entries only
	Sent     Outcome = "sent"     // steps only: a request has left, or is about to
	Done     Outcome = "done"
	Failed   Outcome = "failed"
	Unknown  Outcome = "unknown"
	Skipped  Outcome = "skipped" // steps only: never begun
)

func (o Outcome) ofEntry() bool {
	return o == Begun || o == Done || o == Failed || o == Unknown
}

func (o Outcome) ofStep() bool {
	return o == Intended || o == Sent || o == Done || o == Failed || o == Unknown || o == Skipped
}
