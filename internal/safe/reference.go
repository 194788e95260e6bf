package safe

import (
	"crypto/rand"
	"encoding/hex"
)

// Reference returns what stands for an error that nobody foresaw, in the words that
// somebody is shown and in the log, which has the cause: 7f3a.
func Reference() string {
	var random [2]byte
	_, _ = rand.Read(random[:]) // never fails
	return hex.EncodeToString(random[:])
}
