package server

import "sync"

// stdioCrewIdle is how many goroutines are kept for the next call.
const stdioCrewIdle = 4

// stdioCrew does jobs side by side, each on a goroutine of its own. A few goroutines are kept when their job is done: a new
// one grows its stack while it decodes JSON, which is a fifth of a small call.
type stdioCrew struct {
	jobs    chan func()   // received by goroutines that wait for a job
	idle    chan struct{} // holds one value for each of them
	done    chan struct{}
	members sync.WaitGroup
}

func newStdioCrew() *stdioCrew {
	return &stdioCrew{jobs: make(chan func()), idle: make(chan struct{}, stdioCrewIdle), done: make(chan struct{})}
}

// do starts a job and does not wait.
func (c *stdioCrew) do(job func()) {
	select {
	case c.jobs <- job:
	default:
		c.members.Go(func() { c.serve(job) })
	}
}

func (c *stdioCrew) serve(job func()) {
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
func (c *stdioCrew) dismiss() { close(c.done) }
