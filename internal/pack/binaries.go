package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// artifact is an entry of GoReleaser's list, as far as it matters here
// (https://goreleaser.com/customization/project/#artifacts).
type artifact struct {
	Type   string `json:"type"`
	GOOS   string `json:"goos"`
	GOARCH string `json:"goarch"`
	Path   string `json:"path"` // from the root of the repository
}

// binaries reads GoReleaser's list and returns the path of each platform's
// binary. It is an error if a platform has none, or more than one.
func binaries(root *os.Root, list string) (map[release.Platform]string, error) {
	data, err := root.ReadFile(list)
	if err != nil {
		return nil, fmt.Errorf("read what GoReleaser built: %w", err)
	}
	var artifacts []artifact
	if err := json.Unmarshal(data, &artifacts); err != nil {
		return nil, fmt.Errorf("read %s: %w", list, err)
	}
	found := map[release.Platform]string{}
	var problems []error
	for _, p := range release.Platforms() {
		path, err := binary(artifacts, p)
		found[p] = path
		problems = append(problems, err)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("%s:\n%w", list, err)
	}
	return found, nil
}

func binary(artifacts []artifact, p release.Platform) (string, error) {
	path := ""
	for _, a := range artifacts {
		if a.Type != "Binary" || a.GOOS != p.GOOS || a.GOARCH != p.GOARCH {
			continue
		}
		if path != "" {
			return "", fmt.Errorf("two binaries for %s/%s: %s and %s", p.GOOS, p.GOARCH, path, a.Path)
		}
		path = a.Path
	}
	if path == "" {
		return "", fmt.Errorf("no binary for %s/%s", p.GOOS, p.GOARCH)
	}
	return path, nil
}
