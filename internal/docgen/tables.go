package main

import (
	"fmt"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
)

func toolTable() string {
	var b strings.Builder
	b.WriteString("| tool | what it does |\n| --- | --- |\n")
	for _, t := range tools.All() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", t.Name, cell(t.Description))
	}
	return b.String()
}

func argumentTables() string {
	var b strings.Builder
	for _, t := range tools.All() {
		fmt.Fprintf(&b, "### %s\n\n%s %s\n\n%s\n", t.Name, t.Description, effect(t.Effect), argumentTable(t.Arguments()))
	}
	return b.String()
}

// promptArgumentTables documents the arguments of prompts.
func promptArgumentTables() string {
	var b strings.Builder
	for _, p := range tools.Prompts() {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n%s\n", p.Name, p.Description, argumentTable(p.Arguments()))
	}
	return b.String()
}

func argumentTable(arguments []kit.Argument) string {
	var b strings.Builder
	b.WriteString("| argument | type | needed | meaning |\n| --- | --- | --- | --- |\n")
	for _, a := range arguments {
		needed := ""
		if a.Required {
			needed = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", a.Name, a.Type, needed, cell(a.Description))
	}
	return b.String()
}

func promptTable() string {
	var b strings.Builder
	b.WriteString("| prompt | what it does | arguments, none of which is needed |\n| --- | --- | --- |\n")
	for _, p := range tools.Prompts() {
		var arguments []string
		for _, a := range p.Arguments() {
			arguments = append(arguments, "`"+a.Name+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p.Name, cell(p.Description), strings.Join(arguments, ", "))
	}
	return b.String()
}

func resourceTable() string {
	var b strings.Builder
	b.WriteString("| resource | what it is |\n| --- | --- |\n")
	for _, r := range tools.Resources() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.URI, cell(r.Description))
	}
	return b.String()
}

func effect(e kit.Effect) string {
	switch e {
	case kit.Writes:
		return "*Changes the time sheet.*"
	case kit.Deletes:
		return "*Deletes from the time sheet.*"
	default:
		return "*Only reads.*"
	}
}

func settingTable() string {
	var b strings.Builder
	b.WriteString("| variable | needed | default | meaning |\n| --- | --- | --- | --- |\n")
	for _, v := range config.Variables() {
		value := ""
		if v.Default != "" {
			value = "`" + v.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", v.Name, needed(v.Need), value, cell(v.Help()))
	}
	return b.String()
}

func needed(need string) string {
	switch need {
	case "":
		return ""
	case "always":
		return "yes"
	default:
		return "for " + need
	}
}

func exampleEnvironment() string {
	var b strings.Builder
	b.WriteString("# Settings of tempo-mcp-server, for --env-file. Copy to .env and fill in.\n" +
		"# Values are taken as they are, with or without quotes: no $NAME in them is expanded.\n")
	for _, v := range config.Variables() {
		fmt.Fprintf(&b, "\n# %s\n", v.Help())
		if v.Need == "" || v.Need == "oauth" {
			b.WriteString("# ")
		}
		fmt.Fprintf(&b, "%s=%s\n", v.Name, v.Default)
	}
	return b.String()
}

// cell makes a text fit for a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
