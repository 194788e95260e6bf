package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// manifest is a package.json
// (https://docs.npmjs.com/cli/v11/configuring-npm/package-json).
type manifest struct {
	Name            string            `json:"name"`
	Version         string            `json:"version"`
	Description     string            `json:"description"`
	Keywords        []string          `json:"keywords,omitempty"`
	Homepage        string            `json:"homepage"`
	Bugs            string            `json:"bugs"`
	Repository      repository        `json:"repository"`
	License         string            `json:"license"`
	Author          string            `json:"author"`
	MCPName         string            `json:"mcpName,omitempty"` // by which the MCP registry knows whose package it is
	Bin             map[string]string `json:"bin,omitempty"`
	Files           []string          `json:"files"`
	OS              []string          `json:"os,omitempty"`
	CPU             []string          `json:"cpu,omitempty"`
	Engines         map[string]string `json:"engines,omitempty"`
	Optional        map[string]string `json:"optionalDependencies,omitempty"`
	PreferUnplugged bool              `json:"preferUnplugged,omitempty"` // for Yarn, which cannot run what is in an archive
	PublishConfig   map[string]string `json:"publishConfig"`
}

type repository struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// npmFiles lists the files of all npm packages: one for each platform, which
// holds the binary alone, and the one that people install, which starts it.
func npmFiles(built map[release.Platform]string) []file {
	script := release.Name + ".js"
	root := newManifest(release.Name, release.Description)
	root.Keywords = release.Keywords()
	root.MCPName = release.RegistryName
	root.Bin = map[string]string{release.Name: script}
	root.Files = []string{script}
	root.Engines = map[string]string{"node": ">=14"}
	root.Optional = map[string]string{}
	var files []file
	for _, p := range release.Platforms() {
		root.Optional[p.NPMPackage()] = release.Version
		files = append(files, platformFiles(p, built[p])...)
	}
	return append(files, packageFiles(release.Name, root,
		file{name: script, from: "npm/" + script, executable: true},
		file{name: "README.md", from: "npm/README.md"})...)
}

// platformFiles lists the files of the package for a platform. It sets no libc:
// the binary needs none.
func platformFiles(p release.Platform, binary string) []file {
	machine := p.NodeOS + "-" + p.NodeCPU
	m := newManifest(p.NPMPackage(), "The binary of "+release.Name+" for "+machine+".")
	m.Files = []string{"bin"}
	m.OS, m.CPU = []string{p.NodeOS}, []string{p.NodeCPU}
	m.PreferUnplugged = true
	readme := fmt.Sprintf("# %s\n\n%s It is a part of [%s](%s); install that.\n", m.Name, m.Description, release.Name, release.Repository)
	return packageFiles(machine, m,
		file{name: "bin/" + p.Binary(), from: binary, executable: true},
		file{name: "README.md", text: readme})
}

func newManifest(name, description string) manifest {
	return manifest{
		Name: name, Version: release.Version, Description: description,
		Homepage: release.Repository, Bugs: release.Repository + "/issues",
		Repository: repository{"git", "git+" + release.Repository + ".git"},
		License:    release.License, Author: release.Author,
		PublishConfig: map[string]string{"access": "public"}, // names with a scope are private otherwise
	}
}

// packageFiles puts the files of a package, and those that every package has,
// into its folder.
func packageFiles(folder string, m manifest, files ...file) []file {
	files = append(files, file{name: "package.json", text: indented(m)}, file{name: "LICENSE", from: "LICENSE"})
	for i := range files {
		files[i].name = path.Join(folder, files[i].name)
	}
	return files
}

// indented is a value as a JSON file.
func indented(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		panic(fmt.Sprintf("pack: %v", err)) // only strings, lists and flags
	}
	return b.String()
}
