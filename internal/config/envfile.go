package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
)

// LoadEnvFile sets the variables of a .env file that the environment does not set
// itself. A ~ in front of the name is the home folder. Values are taken as they are:
// no $NAME in them is expanded, and a backslash is one. Its error names the line that
// cannot be read and says how it is to be, but does not show it.
func LoadEnvFile(name string) error { return LoadEnvFiles(name) }

// LoadEnvFiles does what LoadEnvFile does with several files, of which a later one
// wins over those before it. When one cannot be read, nothing is set.
func LoadEnvFiles(names ...string) error {
	values := map[string]string{}
	var wrong []error
	for _, name := range names {
		more, err := readEnvFile(name)
		wrong = append(wrong, err)
		maps.Copy(values, more)
	}
	if err := errors.Join(wrong...); err != nil {
		return err
	}
	for key, value := range values {
		if clean(os.Getenv(key)) != "" {
			continue
		}
		if err := os.Setenv(key, value); err != nil {
			return errors.New("a value cannot be set") // the cause may quote it
		}
	}
	return nil
}

// readEnvFile returns the variables of a file.
func readEnvFile(name string) (map[string]string, error) {
	path, err := inHome(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %s is not set, so there is no home folder; give the whole path", name, homeVariable())
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	values, err := parse(decoded(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return values, nil
}
