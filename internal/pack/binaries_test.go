package main

import (
	"encoding/json"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// built is a list as GoReleaser writes it, with archives and a platform that has
// no packages among the binaries.
func built() []artifact {
	list := []artifact{{Type: "Metadata", Path: "dist/metadata.json"}, {Type: "Binary", GOOS: "freebsd", GOARCH: "amd64", Path: "dist/freebsd"}}
	for _, p := range release.Platforms() {
		list = append(list,
			artifact{Type: "Archive", GOOS: p.GOOS, GOARCH: p.GOARCH, Path: "dist/archive.tar.gz"},
			artifact{Type: "Binary", GOOS: p.GOOS, GOARCH: p.GOARCH, Path: builtPath(p)})
	}
	return list
}

func builtPath(p release.Platform) string {
	return "dist/build_" + p.GOOS + "_" + p.GOARCH + "/" + p.Binary()
}

func openRoot(t *testing.T) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root
}

func writeList(t *testing.T, root *os.Root, name string, list []artifact) {
	t.Helper()
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	write(t, root, name, string(data))
}

func write(t *testing.T, root *os.Root, name, text string) {
	t.Helper()
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := root.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBinaries(t *testing.T) {
	t.Parallel()
	root := openRoot(t)
	writeList(t, root, "artifacts.json", built())
	got, err := binaries(root, "artifacts.json")
	if err != nil {
		t.Fatal(err)
	}
	want := map[release.Platform]string{}
	for _, p := range release.Platforms() {
		want[p] = builtPath(p)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("binaries (-want +got):\n%s", diff)
	}
}

func TestBinariesIncomplete(t *testing.T) {
	t.Parallel()
	whole := built()
	first := len(whole) - 2*len(release.Platforms())
	tests := []struct {
		name string
		list []artifact
		want string
	}{
		{"none", nil, "no binary for windows/arm64"},
		{"one missing", whole[:len(whole)-2], "no binary for windows/amd64"},
		{"two for one", append(built(), artifact{Type: "Binary", GOOS: "linux", GOARCH: "amd64", Path: "dist/other"}), "two binaries for linux/amd64: dist/build_linux_amd64/tempo-mcp-server and dist/other"},
		{"only an archive", append([]artifact{whole[first]}, whole[first+2:]...), "no binary for darwin/arm64"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root := openRoot(t)
			writeList(t, root, "artifacts.json", tt.list)
			if _, err := binaries(root, "artifacts.json"); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want that %s", err, tt.want)
			}
		})
	}
}

func TestBinariesWithoutList(t *testing.T) {
	t.Parallel()
	root := openRoot(t)
	write(t, root, "broken.json", "{}")
	for _, name := range []string{"absent.json", "broken.json"} {
		if _, err := binaries(root, name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got error %v, want one that names %s", err, name)
		}
	}
}
