package release_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// What is written by hand about a release, in files that cannot ask this package,
// says the same.
func TestFiles(t *testing.T) {
	t.Parallel()
	image := "ghcr.io/" + release.Owner + "/" + release.Name
	tests := map[string][]string{
		".goreleaser.yaml": {
			"project_name: " + release.Name + "\n", "binary: " + release.Name + "\n",
			"github: { owner: " + release.Owner + ", name: " + release.Name + " }\n",
			"owner: " + release.Owner + ", name: homebrew-tap", "owner: " + release.Owner + ", name: scoop-bucket",
			"homepage: " + release.Repository + "\n", "license: " + release.License + "\n", "vendor: " + release.Author + "\n",
			"description: " + release.Description + "\n", "images: [" + image + "]\n",
			"io.modelcontextprotocol.server.name: " + release.RegistryName + "\n",
			"template: \"" + release.Repository + "/releases/download/v{{ .Version }}/",
		},
		"go.mod": {"module " + release.Module + "\n"},
		"Dockerfile": {
			`org.opencontainers.image.title="` + release.Title + `"`, `org.opencontainers.image.description="` + release.Description + `"`,
			`org.opencontainers.image.source="` + release.Repository + `"`, `org.opencontainers.image.licenses="` + release.License + `"`,
			`io.modelcontextprotocol.server.name="` + release.RegistryName + `"`, `ENTRYPOINT ["/usr/bin/` + release.Name + `"]`,
		},
	}
	for file, wants := range tests {
		text := read(t, file)
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", file, want)
			}
		}
	}
}

// GoReleaser builds for the platforms of this package, and no others.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	text := read(t, ".goreleaser.yaml")
	built := map[string]bool{}
	for _, goos := range list(t, text, "    goos: [") {
		for _, goarch := range list(t, text, "    goarch: [") {
			built[goos+"/"+goarch] = true
		}
	}
	for _, p := range release.Platforms() {
		if name := p.GOOS + "/" + p.GOARCH; !built[name] {
			t.Errorf("%s is not built", name)
		} else {
			delete(built, name)
		}
	}
	for name := range built {
		t.Errorf("%s is built, but is no platform", name)
	}
}

// list reads a list of YAML that stands on one line.
func list(t *testing.T, text, key string) []string {
	t.Helper()
	_, rest, ok := strings.Cut(text, key)
	values, _, closed := strings.Cut(rest, "]\n")
	if !ok || !closed {
		t.Fatalf("there is no list %s", key)
	}
	return strings.Split(values, ", ")
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
