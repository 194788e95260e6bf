package config

import (
	"errors"
	"fmt"
	"os"
)

// LoadEnvFiles sets the variables of .env files that the environment does not set
// itself. What several files set is that of the last one. A ~ in front of a name is the
// home folder. Values are taken as they are: no $NAME in them is expanded, and a
// backslash is one. When a file cannot be read, nothing is set; the error names each such
// file and line and says how it is to be, but does not show it.
func LoadEnvFiles(names ...string) error {
	values := map[string]string{}
	var wrong []error
	for _, name := range names {
		more, err := readEnvFile(name)
		wrong = append(wrong, err)
		for key, value := range more {
			if clean(value) != "" { // an empty one sets nothing
				values[key] = value
			}
		}
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
	values, err := parse(Decoded(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return values, nil
}
