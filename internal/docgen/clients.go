package main

import (
	"fmt"
	"strings"
)

// A configuration to paste, for each client: what goes between its markers.

// block is a text to paste, in a language.
func block(language, text string) string {
	return "```" + language + "\n" + strings.TrimRight(text, "\n") + "\n```\n"
}

// object is a value as a JSON block.
func object(value any) string { return block("json", string(indented(value))) }

// servers is a configuration with the server under its alias.
type servers struct {
	Servers struct {
		Tempo launch `json:"tempo"`
	} `json:"mcpServers"`
}

// mcpServers is the form that most clients share.
func mcpServers() string {
	var s servers
	s.Servers.Tempo = byNPX(sample)
	return object(s)
}

func claudeDesktop() string { return mcpServers() }
func cursor() string        { return mcpServers() }
func windsurf() string      { return mcpServers() }
func gemini() string        { return mcpServers() }

func vscode() string {
	var s struct {
		Inputs  []input `json:"inputs"`
		Servers struct {
			Tempo launch `json:"tempo"`
		} `json:"servers"`
	}
	s.Inputs = inputs()
	s.Servers.Tempo = byNPX(asked)
	s.Servers.Tempo.Type = "stdio"
	return object(s)
}

func zed() string {
	var s struct {
		Servers struct {
			Tempo launch `json:"tempo"`
		} `json:"context_servers"`
	}
	s.Servers.Tempo = byNPX(sample)
	return object(s)
}

func codex() string {
	l := byNPX(sample)
	var b strings.Builder
	args := make([]string, len(l.Args))
	for i, arg := range l.Args {
		args[i] = quoted(arg)
	}
	fmt.Fprintf(&b, "[mcp_servers.%s]\ncommand = %s\nargs = [%s]\n\n[mcp_servers.%s.env]\n", alias, quoted(l.Command), strings.Join(args, ", "), alias)
	for _, s := range l.Env {
		fmt.Fprintf(&b, "%s = %s\n", s.name, quoted(s.value))
	}
	return block("toml", b.String())
}

func claudeCode() string {
	l := byNPX(sample)
	var b strings.Builder
	b.WriteString("claude mcp add --scope user --transport stdio")
	for _, s := range l.Env {
		fmt.Fprintf(&b, " \\\n  --env %s=%s", s.name, shellWord(s.value))
	}
	fmt.Fprintf(&b, " \\\n  %s -- %s %s\n", alias, l.Command, strings.Join(l.Args, " "))
	return block("sh", b.String())
}

// shellWord quotes a value for a shell where that is needed.
func shellWord(value string) string {
	if strings.Contains(value, " ") {
		return `"` + value + `"`
	}
	return value
}
