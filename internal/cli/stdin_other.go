//go:build !unix

package cli

import "io"

// polled returns the input as it is.
func polled(in io.Reader, _ ...io.Writer) (reader io.Reader, restore func()) { return in, func() {} }
