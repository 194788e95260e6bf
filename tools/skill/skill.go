// Package skill is the one skill that the server offers: a file that teaches an agent
// how to use the tools, and the answers to the methods of the protocol's extension
// for skills.
package skill

import (
	"crypto/sha256"
	_ "embed" // the skill's text
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// Extension is the protocol's extension for skills (SEP-2640,
// https://modelcontextprotocol.io/seps/2640-skills-extension): files that teach an
// agent how to use the tools, and methods that list them.
const Extension = "io.modelcontextprotocol/skills"

// URI is where the one skill is; the folder in it is the skill's name.
const URI = "skill://tempo-timesheets/SKILL.md"

//go:embed tempo-timesheets/SKILL.md
var text string

// skill is an entry of skills/list.
type skill struct {
	URI         string          `json:"uri"`
	Frontmatter frontmatter     `json:"frontmatter"`
	Resources   []skillResource `json:"resources"`
}

// frontmatter is all that stands above the text of the skill.
type frontmatter struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type skillResource struct {
	URI    string `json:"uri"`
	Digest string `json:"digest"`
	Size   int    `json:"size"`
}

func theSkill() skill {
	return skill{
		URI: URI, Frontmatter: readFrontmatter(text),
		Resources: []skillResource{{URI, fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(text))), len(text)}},
	}
}

// readFrontmatter reads the lines between the first two of dashes. They hold a
// name and a value each, which a test compares with what YAML makes of them.
func readFrontmatter(text string) frontmatter {
	_, rest, _ := strings.Cut(text, "---\n")
	head, _, _ := strings.Cut(rest, "---\n")
	values := map[string]string{}
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		values[name] = value
	}
	return frontmatter{values["name"], values["description"]}
}

// Name is the name of the skill.
func Name() string { return readFrontmatter(text).Name }

// Description says when the skill is of use.
func Description() string { return readFrontmatter(text).Description }

// Text is the file, in Markdown.
func Text() string { return text }

// complete is what every result of the extension has.
type complete struct {
	ResultType string `json:"resultType"`
	TTL        int    `json:"ttlMs"`
	CacheScope string `json:"cacheScope"`
}

func fresh() complete { return complete{"complete", 300_000, "public"} }

// List answers the method skills/list.
func List(json.RawMessage) (any, error) {
	return struct {
		complete

		Skills []skill `json:"skills"`
	}{fresh(), []skill{theSkill()}}, nil
}

// Get answers the method skills/get.
func Get(params json.RawMessage) (any, error) {
	var in struct {
		URI string `json:"uri"`
	}
	if err := json.Unmarshal(params, &in); err != nil || in.URI != URI {
		return nil, say.Problem("there is no skill %q, but %s.", say.Brief(in.URI), URI)
	}
	return struct {
		complete

		Skill skill `json:"skill"`
	}{fresh(), theSkill()}, nil
}
