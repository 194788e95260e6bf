package change_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writing are the methods of tempo.Client that write worklogs or submit a timesheet.
var writing = map[string]bool{
	"CreateWorklog": true, "CreateWorklogs": true, "UpdateWorklog": true, "DeleteWorklog": true, "Submit": true, "Recall": true,
}

// uncalled are those among them that this package does not call yet.
var uncalled = map[string]bool{"Submit": true, "Recall": true}

// TestOneWayOut finds who names the methods that write: this package, in the
// one file from which requests leave, and nobody else. Wherever a method is called,
// passed on or wanted by an interface, its name stands there.
func TestOneWayOut(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	declared, left := map[string]bool{}, map[string]bool{}
	for name, file := range sources(t, root) {
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			switch {
			case !ok || !writing[id.Name]:
			case filepath.Dir(name) == "tempo":
				declared[id.Name] = true
			case name == filepath.Join("internal", "change", "send.go"):
				left[id.Name] = true
			default:
				t.Errorf("%s names %s: time sheets are written by internal/change alone", name, id.Name)
			}
			return true
		})
	}
	for method := range writing {
		if !declared[method] || left[method] == uncalled[method] {
			t.Errorf("%s: declared %v, called %v; does this test still look at the right names?", method, declared[method], left[method])
		}
	}
}

// TestWritesOfTempo finds methods of tempo.Client that send writes and are not on the
// list.
func TestWritesOfTempo(t *testing.T) {
	t.Parallel()
	harmless := map[string]bool{"CheckWrite": true} // sends nothing that could be accepted
	found := 0
	for name, file := range sources(t, filepath.Join("..", "..", "tempo")) {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !callsWrite(f) || harmless[f.Name.Name] {
				continue
			}
			if found++; !writing[f.Name.Name] {
				t.Errorf("%s: %s writes, and anybody may call it", name, f.Name.Name)
			}
		}
	}
	if found != len(writing) {
		t.Errorf("%d methods write, want %d", found, len(writing))
	}
}

func callsWrite(f *ast.FuncDecl) (calls bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		calls = calls || ok && s.Sel.Name == "Write"
		return !calls
	})
	return calls
}

// sources parses the source files under a folder that are no tests, by their paths
// from there.
func sources(t *testing.T, root string) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err == nil {
			files[name], err = parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
