package main

import (
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

func TestPrint(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(&out, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), release.Version+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTag(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(&out, []string{"v" + release.Version}); err != nil || out.String() != "" {
		t.Errorf("its own tag: got %v and %q, want nothing", err, out.String())
	}
	for _, tag := range []string{release.Version, "v0.0.0", ""} {
		if err := run(&out, []string{tag}); err == nil || !strings.Contains(err.Error(), "v"+release.Version) {
			t.Errorf("tag %q: got %v, want an error that names v%s", tag, err, release.Version)
		}
	}
}
