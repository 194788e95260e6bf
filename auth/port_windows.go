package auth

import "syscall"

// errAddressInUse says that another program listens on a port (WSAEADDRINUSE).
const errAddressInUse = syscall.Errno(10048)
