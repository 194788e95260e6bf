package config

import (
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// certificates takes the name of a file that holds some.
func (l *loader) certificates(name, value string) string {
	value = l.path(name, value)
	if value == "" {
		return ""
	}
	text, err := os.ReadFile(value) //nolint:gosec // the user names the file
	switch {
	case err != nil:
		l.say(name, "does not name a file that can be read.")
	case !x509.NewCertPool().AppendCertsFromPEM(text):
		l.say(name, "names a file that holds no certificate in the PEM format.")
	}
	return value
}

// folder takes the name of the folder for sign-ins, which is in the home folder if none
// is named. Without a home folder there is none, which matters only where sign-ins are
// to be kept.
func (l *loader) folder(name, value string, needed bool) string {
	if value != "" {
		return l.path(name, value)
	}
	usual, err := inHome("~/.tempo-mcp-server")
	if err != nil && needed {
		l.say(name, "is not set, and neither is %s, which names the home folder.", homeVariable())
	}
	return usual
}

// path takes the name of a file or folder.
func (l *loader) path(name, value string) string {
	path, err := inHome(value)
	if err != nil {
		l.say(name, "begins with ~, the home folder, but %s is not set: set that, or give the whole path.", homeVariable())
	}
	return path
}

// errHome says that the home folder is not known.
var errHome = errors.New("no home folder")

// inHome puts the home folder in the place of ~, as a shell does; the configuration
// of an MCP client goes through none.
func inHome(path string) (string, error) {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || rest != "" && rest[0] != '/' && rest[0] != os.PathSeparator {
		return path, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", errHome
	}
	return filepath.Join(home, rest), nil
}

// homeVariable is what names the home folder on this system.
func homeVariable() string {
	if os.PathSeparator == '\\' {
		return "USERPROFILE"
	}
	return "HOME"
}
