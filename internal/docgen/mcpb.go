package main

import (
	"strconv"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// manifest is the manifest of an MCPB bundle, version 0.3
// (https://github.com/modelcontextprotocol/mcpb/blob/main/MANIFEST.md).
type manifest struct {
	ManifestVersion  string            `json:"manifest_version"`
	Name             string            `json:"name"`
	DisplayName      string            `json:"display_name"`
	Version          string            `json:"version"`
	Description      string            `json:"description"`
	LongDescription  string            `json:"long_description"`
	Author           named             `json:"author"`
	Repository       typed             `json:"repository"`
	Homepage         string            `json:"homepage"`
	Documentation    string            `json:"documentation"`
	Support          string            `json:"support"`
	License          string            `json:"license"`
	Keywords         []string          `json:"keywords"`
	Server           bundledServer     `json:"server"`
	Tools            []named           `json:"tools"`
	PromptsGenerated bool              `json:"prompts_generated"`
	UserConfig       ordered[question] `json:"user_config"`
	Compatibility    compatibility     `json:"compatibility"`
}

type named struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type typed struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type bundledServer struct {
	Type       string    `json:"type"`
	EntryPoint string    `json:"entry_point"`
	Config     mcpConfig `json:"mcp_config"`
}

type mcpConfig struct {
	Command   string                       `json:"command"`
	Args      []string                     `json:"args"`
	Env       ordered[string]              `json:"env"`
	Overrides map[string]map[string]string `json:"platform_overrides"`
}

type compatibility struct {
	Platforms []string `json:"platforms"`
}

// question is a setting in the form that the client shows.
type question struct {
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Required    bool   `json:"required"`
	Sensitive   bool   `json:"sensitive,omitempty"`
	Default     any    `json:"default,omitempty"`
	Min         *int   `json:"min,omitempty"`
	Max         *int   `json:"max,omitempty"`
}

// bundleManifest describes the one bundle for all systems. On macOS and Linux its
// entry point is a script that chooses the machine's binary.
func bundleManifest() manifest {
	entry := "server/" + release.Name
	m := manifest{
		ManifestVersion: "0.3", Name: release.Name, DisplayName: release.Title, Version: release.Version, Description: release.Description,
		LongDescription: "Look up, log, correct and add up your worklogs in Tempo Timesheets, and find the days that lack time. " +
			"Needs a Tempo API token and a Jira API token, or a sign-in to Jira in the browser.",
		Author: named{Name: release.Author}, Repository: typed{"git", release.Repository}, Homepage: release.Repository,
		Documentation: release.Repository + "#readme", Support: release.Repository + "/issues", License: release.License,
		Keywords: release.Keywords(),
		Server: bundledServer{"binary", entry, mcpConfig{
			Command: "${__dirname}/" + entry, Args: []string{},
			Overrides: map[string]map[string]string{"win32": {"command": "${__dirname}/server/windows-amd64/" + release.Name + ".exe"}},
		}},
		PromptsGenerated: true,
		Compatibility:    compatibility{[]string{"darwin", "win32", "linux"}},
	}
	for _, t := range tools.All() {
		m.Tools = append(m.Tools, named{t.Name, t.Description})
	}
	for _, v := range config.Variables() {
		key := strings.ToLower(v.Name)
		m.Server.Config.Env = append(m.Server.Config.Env, member[string]{v.Name, "${user_config." + key + "}"})
		m.UserConfig = append(m.UserConfig, member[question]{key, asQuestion(v)})
	}
	return m
}

// asQuestion asks for a variable. Only what every way of signing in needs is
// required, because the form knows no conditions.
func asQuestion(v config.Variable) question {
	q := question{Type: "string", Title: v.Title, Description: v.Help(), Required: v.Need == "always", Sensitive: v.Secret}
	if v.Need != "" && !q.Required {
		q.Description += " Needed for " + v.Need + "."
	}
	switch v.Kind {
	case "boolean":
		q.Type, q.Default = "boolean", v.Default == "true"
	case "number":
		q.Type, q.Min, q.Max = "number", &v.Low, &v.High
		q.Default, _ = strconv.Atoi(v.Default) // a number, as a test of config sees to
	case "folder":
		q.Type = "directory"
	case "file":
		q.Type = "file"
	default:
		if v.Default != "" {
			q.Default = v.Default
		}
	}
	return q
}
