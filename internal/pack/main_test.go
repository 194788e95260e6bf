package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// newRepository has what the packages are made of. Each file says what it is.
func newRepository(t *testing.T) *os.Root {
	t.Helper()
	root := openRoot(t)
	for _, name := range []string{"LICENSE", "npm/tempo-mcp-server.js", "npm/README.md", "packaging/mcpb/manifest.json", "packaging/mcpb/launcher.sh"} {
		write(t, root, name, name)
	}
	writeList(t, root, "dist/artifacts.json", built())
	for _, p := range release.Platforms() {
		write(t, root, builtPath(p), p.GOOS+" "+p.GOARCH)
	}
	return root
}

func command(t *testing.T, root *os.Root, name string) {
	t.Helper()
	if err := run(root.Name(), []string{name}); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, root *os.Root, name string) []byte {
	t.Helper()
	data, err := root.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// content returns what the files below a folder hold, with an x for executables.
func content(t *testing.T, root *os.Root, folder string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := fs.WalkDir(root.FS(), folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		got[strings.TrimPrefix(name, folder+"/")] = string(read(t, root, name)) + executable(info.Mode())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func executable(mode fs.FileMode) string {
	switch mode.Perm() {
	case 0o644:
		return ""
	case 0o755:
		return " (x)"
	default:
		return " " + mode.String()
	}
}

func TestNPM(t *testing.T) {
	t.Parallel()
	root := newRepository(t)
	write(t, root, "dist/npm/tempo-mcp-server-0.0.9.tgz", "of another version")
	command(t, root, "npm")

	got := content(t, root, "dist/npm")
	for name := range got {
		if path.Base(name) == "package.json" || strings.Count(name, "-") == 1 && path.Base(name) == "README.md" {
			delete(got, name) // see below
		}
	}
	want := map[string]string{
		"tempo-mcp-server/tempo-mcp-server.js": "npm/tempo-mcp-server.js (x)",
		"tempo-mcp-server/README.md":           "npm/README.md",
		"tempo-mcp-server/LICENSE":             "LICENSE",
	}
	for _, p := range release.Platforms() {
		folder := p.NodeOS + "-" + p.NodeCPU
		want[folder+"/bin/"+p.Binary()] = p.GOOS + " " + p.GOARCH + " (x)"
		want[folder+"/LICENSE"] = "LICENSE"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func readManifest(t *testing.T, root *os.Root, folder string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(read(t, root, path.Join("dist/npm", folder, "package.json")), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// What people install brings the binary of the same version, whichever machine.
func TestNPMManifests(t *testing.T) {
	t.Parallel()
	root := newRepository(t)
	command(t, root, "npm")
	optional := map[string]any{}
	for _, p := range release.Platforms() {
		machine := p.NodeOS + "-" + p.NodeCPU
		optional[p.NPMPackage()] = release.Version
		got := readManifest(t, root, machine)
		want := map[string]any{
			"name": p.NPMPackage(), "version": release.Version, "os": []any{p.NodeOS}, "cpu": []any{p.NodeCPU}, "files": []any{"bin"},
			"description": "The binary of tempo-mcp-server for " + machine + ".", "preferUnplugged": true,
		}
		if diff := cmp.Diff(withCommon(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", machine, diff)
		}
		if readme := read(t, root, path.Join("dist/npm", machine, "README.md")); !bytes.Contains(readme, []byte("# "+p.NPMPackage()+"\n")) {
			t.Errorf("%s: README.md is %q", machine, readme)
		}
	}
	want := map[string]any{
		"name": "tempo-mcp-server", "version": release.Version, "description": release.Description, "mcpName": release.RegistryName,
		"bin": map[string]any{"tempo-mcp-server": "tempo-mcp-server.js"}, "files": []any{"tempo-mcp-server.js"},
		"engines": map[string]any{"node": ">=14"}, "optionalDependencies": optional,
	}
	got := readManifest(t, root, "tempo-mcp-server")
	if words, _ := got["keywords"].([]any); len(words) != len(release.Keywords()) {
		t.Errorf("keywords are %v", words)
	}
	delete(got, "keywords")
	if diff := cmp.Diff(withCommon(want), got); diff != "" {
		t.Errorf("tempo-mcp-server (-want +got):\n%s", diff)
	}
}

// withCommon adds what all packages say.
func withCommon(m map[string]any) map[string]any {
	m["homepage"], m["bugs"], m["license"], m["author"] = release.Repository, release.Repository+"/issues", "MIT", release.Author
	m["repository"] = map[string]any{"type": "git", "url": "git+" + release.Repository + ".git"}
	m["publishConfig"] = map[string]any{"access": "public"}
	return m
}

func TestBundleFolder(t *testing.T) {
	t.Parallel()
	root := newRepository(t)
	command(t, root, "mcpb")
	if diff := cmp.Diff(bundled(), content(t, root, "dist/mcpb")); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func bundled() map[string]string {
	return map[string]string{
		"manifest.json":                             "packaging/mcpb/manifest.json",
		"LICENSE":                                   "LICENSE",
		"server/tempo-mcp-server":                   "packaging/mcpb/launcher.sh (x)",
		"server/darwin-arm64/tempo-mcp-server":      "darwin arm64 (x)",
		"server/darwin-amd64/tempo-mcp-server":      "darwin amd64 (x)",
		"server/linux-arm64/tempo-mcp-server":       "linux arm64 (x)",
		"server/linux-amd64/tempo-mcp-server":       "linux amd64 (x)",
		"server/windows-amd64/tempo-mcp-server.exe": "windows amd64 (x)",
	}
}

func TestBundleFile(t *testing.T) {
	t.Parallel()
	root := newRepository(t)
	command(t, root, "mcpb")
	data := read(t, root, "dist/tempo-mcp-server.mcpb")
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = string(data) + executable(f.Mode())
	}
	if diff := cmp.Diff(bundled(), got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// The same files make the same bundle, at any time.
func TestBundleReproducible(t *testing.T) {
	t.Parallel()
	root := newRepository(t)
	var bundles [2][]byte
	for i := range bundles {
		command(t, root, "mcpb")
		then := time.Date(2020+i, time.March, 1, 0, 0, 0, 0, time.UTC)
		if err := root.Chtimes("dist/mcpb/manifest.json", then, then); err != nil {
			t.Fatal(err)
		}
		var err error
		if bundles[i], err = archive(root.FS(), "dist/mcpb"); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(bundles[0], bundles[1]) {
		t.Error("two runs made different bundles")
	}
}

func TestRunErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"no command", nil, "usage"},
		{"unknown", []string{"deb"}, "usage"},
		{"two", []string{"npm", "mcpb"}, "usage"},
		{"npm without binaries", []string{"npm"}, "read what GoReleaser built"},
		{"mcpb without binaries", []string{"mcpb"}, "read what GoReleaser built"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if err := run(t.TempDir(), tt.args); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestWithoutBinary(t *testing.T) {
	t.Parallel()
	root := newRepository(t)
	if err := root.Remove(builtPath(release.Platforms()[0])); err != nil {
		t.Fatal(err)
	}
	if err := run(root.Name(), []string{"npm"}); err == nil || !strings.Contains(err.Error(), "dist/build_darwin_arm64") {
		t.Errorf("got error %v, want one that names the file", err)
	}
}
