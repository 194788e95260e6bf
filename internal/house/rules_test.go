package house_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestEveryPackageHasRules finds packages that no rule of the linter is about: what a
// rule does not name may import everything.
func TestEveryPackageHasRules(t *testing.T) {
	t.Parallel()
	rules := importRules(t)
	for _, f := range product(t) {
		ruled := false
		for _, r := range rules {
			ruled = ruled || r.covers("/checkout/"+f.name)
		}
		if !ruled {
			t.Errorf("%s: no rule of depguard says what package %s may import", f.name, path.Dir(f.name))
		}
	}
}

// rule is the files of a rule: those that a pattern fits, but none that a pattern with
// a ! fits.
type rule struct{ fits, but []*regexp.Regexp }

func (r rule) covers(name string) bool {
	for _, pattern := range r.but {
		if pattern.MatchString(name) {
			return false
		}
	}
	for _, pattern := range r.fits {
		if pattern.MatchString(name) {
			return true
		}
	}
	return false
}

// importRules reads the lists of files of the linter's rules.
func importRules(t *testing.T) []rule {
	t.Helper()
	text, err := os.ReadFile("../../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	var rules []rule
	for _, list := range regexp.MustCompile(`(?m)^ +files: \[(.*)\]$`).FindAllStringSubmatch(string(text), -1) {
		var r rule
		for pattern := range strings.SplitSeq(list[1], ", ") {
			pattern = strings.Trim(pattern, `"`)
			switch without, not := strings.CutPrefix(pattern, "!"); {
			case without == "$test": // which no product file is
			case not:
				r.but = append(r.but, glob(without))
			default:
				r.fits = append(r.fits, glob(pattern))
			}
		}
		rules = append(rules, r)
	}
	if len(rules) < 10 {
		t.Fatalf("%d rules were found; are they written otherwise now?", len(rules))
	}
	return rules
}

// glob makes a regular expression of a pattern in which ** is any path and * a part
// of a name.
func glob(pattern string) *regexp.Regexp {
	expression := regexp.QuoteMeta(pattern)
	expression = strings.ReplaceAll(expression, `\*\*/`, `(.*/)?`)
	expression = strings.ReplaceAll(expression, `\*\*`, `.*`)
	expression = strings.ReplaceAll(expression, `\*`, `[^/]*`)
	return regexp.MustCompile("^" + expression + "$")
}
