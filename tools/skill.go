package tools

import (
	"context"
	"crypto/sha256"
	_ "embed" // the skill's text
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// SkillsExtension is the protocol's extension for skills (SEP-2640,
// https://modelcontextprotocol.io/seps/2640-skills-extension): files that teach an
// agent how to use the tools, and methods that list them.
const SkillsExtension = "io.modelcontextprotocol/skills"

// skillURI is where the one skill is; the folder in it is the skill's name.
const skillURI = "skill://tempo-timesheets/SKILL.md"

//go:embed skill/tempo-timesheets/SKILL.md
var skillText string

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
		URI: skillURI, Frontmatter: readFrontmatter(skillText),
		Resources: []skillResource{{skillURI, fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(skillText))), len(skillText)}},
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

// RegisterSkill adds the skill's file to the resources of an MCP server.
func RegisterSkill(s *server.MCPServer) {
	const markdown = "text/markdown"
	about := theSkill().Frontmatter
	s.AddResource(mcp.Resource{URI: skillURI, Name: about.Name, Title: "Skill: time sheets in Tempo", Description: about.Description, MIMEType: markdown},
		func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: skillURI, MIMEType: markdown, Text: skillText}}, nil
		})
}

// complete is what every result of the extension has.
type complete struct {
	ResultType string `json:"resultType"`
	TTL        int    `json:"ttlMs"`
	CacheScope string `json:"cacheScope"`
}

func fresh() complete { return complete{"complete", 300_000, "public"} }

// ListSkills answers the method skills/list.
func ListSkills(json.RawMessage) (any, error) {
	return struct {
		complete

		Skills []skill `json:"skills"`
	}{fresh(), []skill{theSkill()}}, nil
}

// GetSkill answers the method skills/get.
func GetSkill(params json.RawMessage) (any, error) {
	var in struct {
		URI string `json:"uri"`
	}
	if err := json.Unmarshal(params, &in); err != nil || in.URI != skillURI {
		return nil, problem("there is no skill %q, but %s.", brief(in.URI), skillURI)
	}
	return struct {
		complete

		Skill skill `json:"skill"`
	}{fresh(), theSkill()}, nil
}
