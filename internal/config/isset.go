package config

import "os"

// IsSet reports whether somebody has set a variable, and does not merely get its
// default.
func IsSet(name string) bool { return clean(os.Getenv(name)) != "" }
