package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/contract"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// secrets lists the variables that hold one.
func secrets() []string {
	var list []string
	for _, v := range config.Variables() {
		if v.Secret {
			list = append(list, v.Name)
		}
	}
	return list
}

// query returns the parameters of a link.
func query(t *testing.T, link, host string) url.Values {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Host != host {
		t.Fatalf("link %q: %v", link, err)
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil || values.Get("name") != "tempo" {
		t.Fatalf("link %q: %v", link, err)
	}
	return values
}

// decoded is a client's configuration, read without the types that wrote it.
type decoded struct {
	Type    string            `json:"type"`
	Command string            `json:"command"`
	Args    []string          `json:"args"`
	Env     map[string]string `json:"env"`
}

// askedFor is a question of VS Code.
type askedFor struct {
	Type        string `json:"type"`
	ID          string `json:"id"`
	Description string `json:"description"`
	Password    bool   `json:"password"`
}

// decode reads a configuration, and checks that it starts the package from npm.
func decode(t *testing.T, text string) decoded {
	t.Helper()
	var d decoded
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"npx", "-y", "tempo-mcp-server"}, append([]string{d.Command}, d.Args...)); diff != "" {
		t.Errorf("command (-want +got):\n%s", diff)
	}
	return d
}

func TestCursorLink(t *testing.T) {
	t.Parallel()
	text, err := base64.StdEncoding.DecodeString(query(t, cursorLink(), "cursor.com").Get("config"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"TEMPO_API_TOKEN": "", "JIRA_BASE_URL": "", "JIRA_EMAIL": "", "JIRA_API_TOKEN": ""}
	if diff := cmp.Diff(want, decode(t, string(text)).Env); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestVSCodeLinks(t *testing.T) {
	t.Parallel()
	for _, insiders := range []bool{false, true} {
		values := query(t, vscodeLink(insiders), "insiders.vscode.dev")
		if (values.Get("quality") == "insiders") != insiders {
			t.Errorf("insiders %t: %v", insiders, values)
		}
		d := decode(t, values.Get("config"))
		var asked []askedFor
		if err := json.Unmarshal([]byte(values.Get("inputs")), &asked); err != nil || d.Type != "stdio" {
			t.Fatalf("%q: %v", d.Type, err)
		}
		if len(asked) != len(d.Env) {
			t.Errorf("%d questions for %d variables", len(asked), len(d.Env))
		}
		for name, value := range d.Env {
			i := slices.IndexFunc(asked, func(q askedFor) bool { return value == "${input:"+q.ID+"}" })
			if i < 0 {
				t.Fatalf("nothing asks for %s, which is %s", name, value)
			}
			if in := asked[i]; in.Type != "promptString" || in.Description == "" || in.Password != slices.Contains(secrets(), name) {
				t.Errorf("%s is asked for by %+v", name, in)
			}
		}
	}
}

// TestBundleManifest holds that the form has every setting, and hides secrets.
func TestBundleManifest(t *testing.T) {
	t.Parallel()
	raw := indented(bundleManifest())
	var m struct {
		Server struct {
			Config struct {
				Env map[string]string `json:"env"`
			} `json:"mcp_config"`
		} `json:"server"`
		UserConfig map[string]struct {
			Required  bool `json:"required"`
			Sensitive bool `json:"sensitive"`
		} `json:"user_config"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	for _, v := range config.Variables() {
		key := strings.ToLower(v.Name)
		q, ok := m.UserConfig[key]
		if !ok || m.Server.Config.Env[v.Name] != "${user_config."+key+"}" {
			t.Errorf("%s is not asked for, or not handed on", v.Name)
		}
		if q.Sensitive != v.Secret || q.Required != (v.Need == "always") {
			t.Errorf("%s: %+v", v.Name, q)
		}
	}
	if len(m.UserConfig) != len(config.Variables()) || len(m.Server.Config.Env) != len(config.Variables()) {
		t.Errorf("%d questions, %d variables", len(m.UserConfig), len(m.Server.Config.Env))
	}
}

func TestRegistryEntry(t *testing.T) {
	t.Parallel()
	raw := indented(registryEntry())
	var e struct {
		Name     string `json:"name"`
		Packages []struct {
			Identifier  string `json:"identifier"`
			Version     string `json:"version"`
			Environment []struct {
				Name     string `json:"name"`
				IsSecret bool   `json:"isSecret"`
			} `json:"environmentVariables"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	if p := e.Packages[0]; e.Name != release.RegistryName || p.Identifier != release.Name || p.Version != release.Version || len(p.Environment) != len(config.Variables()) {
		t.Errorf("%+v", e)
	}
	for _, v := range e.Packages[0].Environment {
		if v.IsSecret != slices.Contains(secrets(), v.Name) {
			t.Errorf("%s: secret %t", v.Name, v.IsSecret)
		}
	}
}

// TestPublishedSchemas holds the manifest and the entry against the schemas of those
// who read them.
func TestPublishedSchemas(t *testing.T) {
	t.Parallel()
	for schema, value := range map[string]any{
		"mcpb-manifest-v0.3.schema.json":     bundleManifest(),
		"server-json-2025-12-11.schema.json": registryEntry(),
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(contract.Read(t, "mcp/schema/"+schema)))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		if err := c.AddResource(schema, doc); err != nil {
			t.Fatal(err)
		}
		compiled, err := c.Compile(schema)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(indented(value)))
		if err == nil {
			err = compiled.Validate(instance)
		}
		if err != nil {
			t.Errorf("%s: %v", schema, err)
		}
	}
}

// TestSkillNames holds that the skill speaks of tools, arguments and prompts that
// are there.
func TestSkillNames(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "tools", "skill", "tempo-timesheets", "SKILL.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := []string{"thisWeek", "lastWeek", "thisMonth", "lastMonth"}
	for _, tool := range tools.All() {
		known = append(known, tool.Name)
		for _, a := range tool.Arguments() {
			known = append(known, a.Name)
		}
	}
	for _, p := range tools.Prompts() {
		known = append(known, p.Name)
		if !strings.Contains(string(text), "`"+p.Name+"`") {
			t.Errorf("the skill does not speak of %s", p.Name)
		}
	}
	for _, word := range regexp.MustCompile(`\b[a-z]+[A-Z]\w*\b`).FindAllString(string(text), -1) {
		if !slices.Contains(known, word) {
			t.Errorf("the skill speaks of %s, which is not there", word)
		}
	}
}
