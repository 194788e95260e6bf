package stdio

import (
	"sync"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/safe"
)

// crewIdle is how many goroutines are kept for the next call.
const crewIdle = 4

// crew does jobs side by side, each on a goroutine of its own. A few goroutines are kept
// when their job is done: a new one grows its stack while it decodes JSON, which is a fifth
// of a small call.
type crew struct {
	jobs     chan func()   // received by goroutines that wait for a job
	idle     chan struct{} // holds one value for each of them
	done     chan struct{}
	members  sync.WaitGroup
	panicked func(error)
}

func newCrew(panicked func(error)) *crew {
	return &crew{
		jobs: make(chan func()), idle: make(chan struct{}, crewIdle), done: make(chan struct{}),
		panicked: panicked,
	}
}

// do starts a job and does not wait.
func (c *crew) do(job func()) {
	select {
	case c.jobs <- job:
	default:
		safe.Go(&c.members, func() { c.serve(job) }, c.panicked)
	}
}

func (c *crew) serve(job func()) {
	for {
		job()
		select {
		case c.idle <- struct{}{}:
		default:
			return
		}
		select {
		case job = <-c.jobs:
			<-c.idle
		case <-c.done:
			return
		}
	}
}

// dismiss keeps no goroutine any longer than its job.
func (c *crew) dismiss() { close(c.done) }
