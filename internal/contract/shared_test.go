package contract_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
)

func TestRead(t *testing.T) {
	t.Parallel()
	if got := string(contract.Read(t, "contracts/FACTS.md")); !strings.HasPrefix(got, "# ") {
		t.Errorf("got %.40q…, want a heading", got)
	}
}

func TestReadAll(t *testing.T) {
	t.Parallel()
	for name, text := range contract.ReadAll(t, "contracts/samples/*/error*.json") {
		if !strings.HasPrefix(name, "contracts/samples/") || len(text) == 0 {
			t.Errorf("%s: got %d bytes", name, len(text))
		}
	}
}

// TestWithoutDocuments runs the tests above, and one that goes on without documents,
// in other projects: with no folder beside them, and with one that lacks something.
func TestWithoutDocuments(t *testing.T) {
	t.Parallel()
	const tempo, jira = "contracts/tempo-v4-timesheets.openapi.json", "contracts/jira-cloud-v3-subset.openapi.json"
	const skipped, failed, passed = "--- SKIP", "--- FAIL", "--- PASS"
	const none = "there is no folder shared beside the project"
	tests := []struct {
		name    string
		prepare func(shared string) error
		want    map[string]string // what becomes of a test, by its name
		said    string
	}{
		{"no folder", func(string) error { return nil }, map[string]string{
			"TestRead": skipped, "TestReadAll": skipped, "TestValidate": skipped, "TestValidateKeepsABrokenBodyBroken": passed,
		}, none},
		{"empty folder", func(shared string) error { return os.Mkdir(shared, 0o700) }, map[string]string{
			"TestRead": failed, "TestReadAll": failed, "TestValidate": failed, "TestValidateKeepsABrokenBodyBroken": failed,
		}, "no document is named as contracts/samples/*/error*.json"},
		{"link that leads nowhere", func(shared string) error { return os.Symlink("nowhere", shared) }, map[string]string{
			"TestRead": failed, "TestReadAll": failed, "TestValidate": failed, "TestValidateKeepsABrokenBodyBroken": failed,
		}, "contracts/FACTS.md"},
		{"broken document", documents(map[string]string{tempo: `{"openapi":`, jira: `{}`}), map[string]string{
			"TestValidateKeepsABrokenBodyBroken": failed,
		}, "tempo-v4-timesheets.openapi.json"},
		{"one document missing", documents(map[string]string{tempo: `{"openapi":"3.0.3","info":{"title":"Tempo","version":"4"},"paths":{},"components":{}}`}), map[string]string{
			"TestValidateKeepsABrokenBodyBroken": failed,
		}, "jira-cloud-v3-subset.openapi.json"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := runElsewhere(t, test.prepare)
			for name, want := range test.want {
				if !strings.Contains(got, want+": "+name+" (") {
					t.Errorf("want %s: %s", want, name)
				}
			}
			if !strings.Contains(got, test.said) {
				t.Errorf("want %q said", test.said)
			}
			if t.Failed() {
				t.Logf("output:\n%s", got)
			}
		})
	}
}

// documents puts documents into a folder, by their names.
func documents(texts map[string]string) func(shared string) error {
	return func(shared string) error {
		if err := os.MkdirAll(filepath.Join(shared, "contracts"), 0o700); err != nil {
			return err
		}
		for name, text := range texts {
			if err := os.WriteFile(filepath.Join(shared, name), []byte(text), 0o600); err != nil {
				return err
			}
		}
		return nil
	}
}

// runElsewhere runs this package's tests in an empty project, but for the one that
// calls it, and returns what they say. prepare makes the folder beside the project.
func runElsewhere(t *testing.T, prepare func(shared string) error) string {
	t.Helper()
	dir := t.TempDir()
	project := filepath.Join(dir, "project")
	program, err := os.Executable()
	if err == nil {
		err = os.Mkdir(project, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(project, "go.mod"), nil, 0o600)
	}
	if err == nil {
		err = prepare(filepath.Join(dir, "shared"))
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.v", "-test.skip=^TestWithoutDocuments$")
	cmd.Dir = project
	said, err := cmd.CombinedOutput()
	if failed := strings.Contains(string(said), "--- FAIL"); failed != (err != nil) {
		t.Errorf("failed: %t, ended with %v", failed, err)
	}
	return string(said)
}
