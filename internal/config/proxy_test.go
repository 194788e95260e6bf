package config_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
)

func TestLoadProxies(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	proxy := func(plain, secure, none string) config.Proxy {
		p := config.Proxy{None: none}
		if plain != "" {
			p.HTTP = config.NewSecret(plain)
		}
		if secure != "" {
			p.HTTPS = config.NewSecret(secure)
		}
		return p
	}
	tests := []struct {
		name   string
		values map[string]string
		want   config.Proxy
	}{
		{"none", nil, config.Proxy{}},
		{"each its own", map[string]string{"HTTP_PROXY": "http://a:1", "HTTPS_PROXY": "http://b:2"}, proxy("http://a:1", "http://b:2", "")},
		{"small letters", map[string]string{"http_proxy": "http://a:1", "https_proxy": "http://b:2", "no_proxy": "c"}, proxy("http://a:1", "http://b:2", "c")},
		{"capitals win", map[string]string{"HTTPS_PROXY": "http://a", "https_proxy": "::"}, proxy("", "http://a", "")},
		{"one for all", map[string]string{"ALL_PROXY": "socks5://a:1080", "HTTP_PROXY": "http://b"}, proxy("http://b", "socks5://a:1080", "")},
		{"without a scheme", map[string]string{"HTTPS_PROXY": "proxy.example.com:8080"}, proxy("", "http://proxy.example.com:8080", "")},
		{"with a name", map[string]string{"HTTPS_PROXY": "ada:p@ss@proxy:8080"}, proxy("", "http://ada:p@ss@proxy:8080", "")},
		{"quoted", map[string]string{"HTTPS_PROXY": ` "http://proxy:8080/" `}, proxy("", "http://proxy:8080/", "")},
		{"never filled in", map[string]string{"HTTPS_PROXY": "${user_config.proxy}"}, config.Proxy{}},
		{"version 6", map[string]string{"HTTPS_PROXY": "http://[::1]:3128"}, proxy("", "http://[::1]:3128", "")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, value := range tt.values {
				t.Setenv(name, value)
			}
			if diff := cmp.Diff(tt.want, load(t).Proxy, secrets); diff != "" {
				t.Errorf("proxies (-want +got):\n%s", diff)
			}
		})
	}
}

// What cannot be read as a proxy is told with all else that is wrong, by the name of
// the variable and without its value.
func TestLoadProxiesRefuses(t *testing.T) {
	for name, value := range complete() {
		t.Setenv(name, value)
	}
	t.Setenv("TEMPO_MCP_MAX_RETRIES", "x")
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		for _, value := range []string{
			"http://ada:Canary7#Secret@proxy:8080", "http://ada:Canary7/Secret@proxy:8080", "ftp://Canary7Secret", "http:/Canary7Secret", "://Canary7Secret",
			"http://Canary7Secret:port", "Canary7Secret:99999", "http://", "http://:8080", "Canary7 Secret", "http://Canary7Secret:0",
		} {
			t.Run(name+" "+value, func(t *testing.T) {
				t.Setenv(name, value)
				list := problems(t)
				if diff := cmp.Diff([]string{"TEMPO_MCP_MAX_RETRIES", name}, variables(list)); diff != "" {
					t.Fatalf("problems (-want +got):\n%s", diff)
				}
				text := list[1].String()
				if !strings.HasPrefix(text, name+" is not the address of a proxy") || strings.Contains(text, "Canary") {
					t.Errorf("got %s", text)
				}
			})
		}
	}
}

func TestSecretsOfSettings(t *testing.T) {
	t.Parallel()
	basic := func(pair string) string { return base64.StdEncoding.EncodeToString([]byte(pair)) }
	c := config.Config{
		TempoToken: config.NewSecret("tempo-1"), JiraEmail: "ada@example.com", JiraToken: config.NewSecret("jira-1"),
		JiraClientSecret: config.NewSecret("client-1"),
		Proxy:            config.Proxy{HTTP: config.NewSecret("http://name-alone@a"), HTTPS: config.NewSecret("http://ada:p%40ss:w@b:1/")},
	}
	want := []string{
		"tempo-1", "jira-1", "client-1", basic("ada@example.com:jira-1"),
		"name-alone", "name-alone", basic("name-alone:"), "p@ss:w", "p%40ss:w", basic("ada:p@ss:w"),
	}
	if diff := cmp.Diff(want, c.Secrets()); diff != "" {
		t.Errorf("secrets (-want +got):\n%s", diff)
	}
	if got := (config.Config{JiraEmail: "ada@example.com"}).Secrets(); len(got) > 0 {
		t.Errorf("there are no secrets, but %q", got)
	}
}
