package main

import (
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// entry is the server in the MCP registry
// (https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/generic-server-json.md).
type entry struct {
	Schema      string            `json:"$schema"`
	Name        string            `json:"name"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Repository  repository        `json:"repository"`
	WebsiteURL  string            `json:"websiteUrl"`
	Version     string            `json:"version"`
	Packages    []registryPackage `json:"packages"`
}

type repository struct {
	URL    string `json:"url"`
	Source string `json:"source"`
}

type registryPackage struct {
	RegistryType string          `json:"registryType"`
	Identifier   string          `json:"identifier"`
	Version      string          `json:"version"`
	RuntimeHint  string          `json:"runtimeHint"`
	Transport    map[string]any  `json:"transport"`
	Environment  []keyValueInput `json:"environmentVariables"`
}

type keyValueInput struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Required    bool     `json:"isRequired"`
	Secret      bool     `json:"isSecret,omitempty"`
	Format      string   `json:"format"`
	Default     string   `json:"default,omitempty"`
	Choices     []string `json:"choices,omitempty"`
}

func registryEntry() entry {
	p := registryPackage{
		RegistryType: "npm", Identifier: release.Name, Version: release.Version, RuntimeHint: "npx",
		Transport: map[string]any{"type": "stdio"},
	}
	for _, v := range config.Variables() {
		p.Environment = append(p.Environment, keyValueInput{
			Name: v.Name, Description: v.Help(), Required: v.Need == "always", Secret: v.Secret,
			Format: format(v.Kind), Default: v.Default, Choices: v.Choices,
		})
	}
	return entry{
		Schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
		Name:   release.RegistryName, Title: release.Title, Description: release.Description,
		Repository: repository{release.Repository, "github"}, WebsiteURL: release.Repository + "#readme",
		Version: release.Version, Packages: []registryPackage{p},
	}
}

// format is the registry's word for a kind of value.
func format(kind string) string {
	switch kind {
	case "":
		return "string"
	case "file", "folder":
		return "filepath"
	default:
		return kind
	}
}
