//go:build !linux && !darwin

package process

import "testing"

// CanLimitFiles reports whether the system can keep a process from writing large files.
const CanLimitFiles = false

// LimitFiles does nothing here.
func LimitFiles(*testing.T, uint64) {}
