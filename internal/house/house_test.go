package house_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// What a reader can take in. Comments in functions do not count.
const (
	maxFileLines     = 350
	maxFunctionLines = 50
)

// file is a source file of the product, or of its tests.
type file struct {
	name string // from the root of the module
	text []byte
	tree *ast.File
}

// parse reads a file's text.
func parse(name string, text []byte) (file, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
	return file{name, text, tree}, err
}

// part returns the text of something in the file.
func (f file) part(of ast.Node) []byte {
	return f.text[of.Pos()-f.tree.FileStart : of.End()-f.tree.FileStart]
}

// readFiles parses the module's files, without those of modules inside it.
func readFiles(t *testing.T) []file {
	t.Helper()
	root := os.DirFS("../..")
	var list []file
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return skip(root, name)
		case path.Ext(name) != ".go":
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f, err := parse(name, text)
		list = append(list, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// skip leaves out folders that hold nothing of the module.
func skip(root fs.FS, folder string) error {
	_, err := fs.Stat(root, path.Join(folder, "go.mod"))
	base := path.Base(folder)
	hidden := strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules"
	if folder != "." && (err == nil || hidden) {
		return fs.SkipDir
	}
	return nil
}

// product returns the files that are no tests.
func product(t *testing.T) []file {
	t.Helper()
	list := slices.DeleteFunc(readFiles(t), func(f file) bool { return strings.HasSuffix(f.name, "_test.go") })
	if len(list) < 100 {
		t.Fatalf("%d files were found, want all of the product", len(list))
	}
	return list
}

func TestFiles(t *testing.T) {
	t.Parallel()
	var lengths []int
	for _, f := range product(t) {
		lines := bytes.Count(f.text, []byte("\n"))
		if lines > maxFileLines {
			t.Errorf("%s has %d lines, want at most %d", f.name, lines, maxFileLines)
		}
		lengths = append(lengths, lines)
	}
	report(t, "files", lengths, 120)
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	var lengths []int
	for _, f := range product(t) {
		for _, declaration := range f.tree.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			lines := codeLines(f.part(function))
			if lines > maxFunctionLines {
				t.Errorf("%s: %s has %d lines, want at most %d", f.name, function.Name.Name, lines, maxFunctionLines)
			}
			lengths = append(lengths, lines)
		}
	}
	report(t, "functions", lengths, 10)
}

// codeLines counts the lines that hold more than a comment.
func codeLines(text []byte) int {
	lines := 0
	for line := range bytes.Lines(text) {
		if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("//")) {
			lines++
		}
	}
	return lines
}

// report logs the usual length and the greatest, and wants half to be at most so
// long.
func report(t *testing.T, what string, lengths []int, half int) {
	t.Helper()
	slices.Sort(lengths)
	if median := lengths[len(lengths)/2]; median > half {
		t.Errorf("half of the %s have %d lines and more, want %d", what, median, half)
	}
	t.Logf("%d %s, half of them up to %d lines, the longest %d", len(lengths), what, lengths[len(lengths)/2], lengths[len(lengths)-1])
}

// TestDocumentation wants a comment on all that is exported, and one on each package.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	packages := map[string]bool{}
	for _, f := range product(t) {
		folder := path.Dir(f.name)
		packages[folder] = packages[folder] || f.tree.Doc.Text() != ""
		if f.tree.Name.Name == "main" {
			continue
		}
		for _, name := range undocumented(f.tree) {
			t.Errorf("%s: %s has no comment", f.name, name)
		}
	}
	for folder, documented := range packages {
		if !documented {
			t.Errorf("%s: the package has no comment", folder)
		}
	}
}

// undocumented lists what a file exports without a comment. In a group of values the
// group's own will do.
func undocumented(tree *ast.File) []string {
	var list []string
	for _, declaration := range tree.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil || receiver(d).IsExported() {
				list = append(list, silent([]*ast.Ident{d.Name}, d.Doc)...)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					list = append(list, silent([]*ast.Ident{s.Name}, s.Doc, d.Doc)...)
				case *ast.ValueSpec:
					list = append(list, silent(s.Names, s.Doc, s.Comment, d.Doc)...)
				}
			}
		}
	}
	return list
}

// silent returns the exported ones of some names that have no comment.
func silent(names []*ast.Ident, comments ...*ast.CommentGroup) []string {
	if slices.ContainsFunc(comments, func(c *ast.CommentGroup) bool { return c.Text() != "" }) {
		return nil
	}
	var list []string
	for _, name := range names {
		if name.IsExported() {
			list = append(list, name.Name)
		}
	}
	return list
}

// receiver returns the name of the type that a method belongs to.
func receiver(method *ast.FuncDecl) *ast.Ident {
	of := method.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		case *ast.Ident:
			return t
		default:
			return ast.NewIdent("_")
		}
	}
}

// TestShared keeps the documents beside the project behind internal/contract, which
// knows when a test that lacks them is to be skipped and when to fail.
func TestShared(t *testing.T) {
	t.Parallel()
	for _, f := range readFiles(t) {
		if path.Dir(f.name) == "internal/contract" || path.Dir(f.name) == "internal/house" {
			continue
		}
		if bytes.Contains(f.text, []byte(`"shared"`)) || bytes.Contains(f.text, []byte("../shared")) {
			t.Errorf("%s looks for the folder shared itself", f.name)
		}
	}
}

// TestProgram keeps what is for tests, and links the package testing, out of the program.
func TestProgram(t *testing.T) {
	t.Parallel()
	forTests := []string{"internal/contract", "internal/golden", "internal/process", "internal/tooltest"}
	for _, f := range product(t) {
		if slices.Contains(forTests, path.Dir(f.name)) {
			continue
		}
		for _, spec := range f.tree.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if imported == "testing" || slices.Contains(forTests, strings.TrimPrefix(imported, release.Module+"/")) {
				t.Errorf("%s imports %s, which is for tests", f.name, imported)
			}
		}
	}
}

// TestMeasures measures source whose measures are known.
func TestMeasures(t *testing.T) {
	t.Parallel()
	f, err := parse("x.go", []byte(`package x

func Bare() {
	// A comment.
	_ = 1 // and one behind code

}

// Said says so.
func Said() {}

func (t *Type[K]) Method() {}
func (t hidden) Method2() {}

type Type[K any] struct{}

// These are a group.
const (
	One = 1
	Two = 2
)

var Three, four = 3, 4
`))
	if err != nil {
		t.Fatal(err)
	}
	if got := codeLines(f.part(f.tree.Decls[0])); got != 4 {
		t.Errorf("Bare has %d lines, want 4", got)
	}
	if diff := cmp.Diff([]string{"Bare", "Method", "Type", "Three"}, undocumented(f.tree)); diff != "" {
		t.Errorf("undocumented (-want +got):\n%s", diff)
	}
}
