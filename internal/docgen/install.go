package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// alias is what clients call the server: tools show up under it.
const alias = "tempo"

// neededSettings lists the variables that a person has to set, signing in with tokens.
func neededSettings() []config.Variable {
	var list []config.Variable
	for _, v := range config.Variables() {
		if v.Need == "always" || strings.Contains(v.Need, config.AuthBasic) {
			list = append(list, v)
		}
	}
	return list
}

// launch is how a client starts the server.
type launch struct {
	Type    string          `json:"type,omitempty"` // VS Code's
	Command string          `json:"command"`
	Args    []string        `json:"args"`
	Env     ordered[string] `json:"env"`
}

// byNPX starts the server from npm, with the variables that have to be set.
func byNPX(value func(config.Variable) string) launch {
	l := launch{Command: "npx", Args: []string{"-y", release.Name}}
	for _, v := range neededSettings() {
		l.Env = append(l.Env, member[string]{v.Name, value(v)})
	}
	return l
}

// ordered is a JSON object that keeps its order.
type ordered[V any] []member[V]

type member[V any] struct {
	name  string
	value V
}

// MarshalJSON writes the members in their order.
func (o ordered[V]) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s:%s", quoted(m.name), compact(m.value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// quoted writes text for JSON and TOML.
func quoted(text string) string { return compact(text) }

// sample stands for a value in what people paste and fill in.
func sample(v config.Variable) string {
	switch v.Name {
	case "JIRA_BASE_URL":
		return "https://your-site.atlassian.net"
	case "JIRA_EMAIL":
		return "you@example.com"
	default:
		return "your " + v.Title
	}
}

// blank leaves a value out: the server then says where to get it.
func blank(config.Variable) string { return "" }

// inputID is what VS Code calls the question for a value.
func inputID(v config.Variable) string { return strings.ToLower(strings.ReplaceAll(v.Name, "_", "-")) }

// asked has VS Code ask for the value.
func asked(v config.Variable) string { return "${input:" + inputID(v) + "}" }

// input is a question that VS Code asks once; it keeps the answer safe.
type input struct {
	Type        string `json:"type"`
	ID          string `json:"id"`
	Description string `json:"description"`
	Password    bool   `json:"password,omitempty"`
}

func inputs() []input {
	var list []input
	for _, v := range neededSettings() {
		list = append(list, input{"promptString", inputID(v), v.Title + ": " + v.Help(), v.Secret})
	}
	return list
}

// compact is a value as JSON without spaces, for links.
func compact(value any) string {
	var b bytes.Buffer
	if err := json.Compact(&b, indented(value)); err != nil {
		panic(fmt.Sprintf("docgen: %v", err)) // it was written a line above
	}
	return b.String()
}

// cursorLink installs the server in Cursor.
func cursorLink() string {
	config := base64.StdEncoding.EncodeToString([]byte(compact(byNPX(blank))))
	return "https://cursor.com/en/install-mcp?name=" + alias + "&config=" + url.QueryEscape(config)
}

// vscodeLink installs the server in VS Code, or in its preview.
func vscodeLink(insiders bool) string {
	l := byNPX(asked)
	l.Type = "stdio"
	query := "name=" + alias + "&config=" + percentEncoded(compact(l)) + "&inputs=" + percentEncoded(compact(inputs()))
	if insiders {
		query += "&quality=insiders"
	}
	return "https://insiders.vscode.dev/redirect/mcp/install?" + query
}

// percentEncoded writes spaces as %20, which every reader of links takes.
func percentEncoded(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// bundleLink downloads the bundle of the newest release.
func bundleLink() string {
	return release.Repository + "/releases/latest/download/" + release.Name + ".mcpb"
}

func badges() string {
	badge := func(text, image, link string) string { return fmt.Sprintf("[![%s](%s)](%s)\n", text, image, link) }
	shield := func(label, color string) string {
		return "https://img.shields.io/badge/" + label + "-Install-" + color + "?style=flat-square"
	}
	return badge("Install in Claude Desktop", shield("Claude_Desktop", "D97757"), bundleLink()) +
		badge("Install in Cursor", "https://cursor.com/deeplink/mcp-install-dark.svg", cursorLink()) +
		badge("Install in VS Code", shield("VS_Code", "0098FF"), vscodeLink(false)) +
		badge("Install in VS Code Insiders", shield("VS_Code_Insiders", "24BFA5"), vscodeLink(true))
}
