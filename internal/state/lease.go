package state

import "time"

// Hold is the right to write the progress of a plan or a change. It lasts for its lease,
// and for as long as nobody has taken over.
type Hold struct {
	Owner, ID string
	Holder    string // names who it is, for people who look into the file
	Fence     int64  // number of the taking
	Lease     time.Duration
}
