// Package bench measures the budgets of docs/performance.md on the built binary,
// as its users run it: over standard input and output, against the simulator on
// this machine's loopback. It holds benchmarks only.
package bench
