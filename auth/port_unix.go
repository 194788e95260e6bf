//go:build !windows

package auth

import "syscall"

// errAddressInUse says that another program listens on a port.
const errAddressInUse = syscall.EADDRINUSE
