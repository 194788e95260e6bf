package tokenfile_test

import (
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPermissions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("on Windows the mode of a file keeps nobody out, so none is set")
	}
	b := newBench(t)
	modes := func() [2]string {
		var got [2]string
		for i, path := range []string{b.dir, b.path} {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			got[i] = info.Mode().Perm().String()
		}
		return got
	}
	want := [2]string{"-rwx------", "-rw-------"}
	b.works()
	if diff := cmp.Diff(want, modes()); diff != "" || strings.Contains(b.log.String(), "other users") {
		t.Errorf("after saving (-want +got):\n%s\n%s", diff, b.log.String())
	}
	if err := errors.Join(os.Chmod(b.dir, 0o755), os.Chmod(b.path, 0o644)); err != nil {
		t.Fatal(err)
	}
	b.loaded()
	if diff := cmp.Diff(want, modes()); diff != "" {
		t.Errorf("after loading (-want +got):\n%s", diff)
	}
	if got := strings.Count(b.log.String(), "which was stopped"); got != 2 {
		t.Errorf("it was said %d times, want once for the file and once for the folder", got)
	}
	if err := os.Chmod(b.dir, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		b.loaded()
	}
	if got := strings.Count(b.log.String(), "the folder is shared"); got != 1 || modes()[0] == want[0] {
		t.Errorf("a folder like /tmp is now %s, which was said %d times", modes()[0], got)
	}
}
