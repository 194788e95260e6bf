package config

import (
	"encoding/base64"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Proxy says through which proxies the services are reached. Their addresses may hold
// a password.
type Proxy struct {
	HTTP, HTTPS Secret // for http and https; empty: none
	None        string // the hosts that need none, as NO_PROXY lists them
}

// proxies reads the variables that all programs share, whose names may be written in
// either case. What is not set for one scheme alone is taken from ALL_PROXY.
func (l *loader) proxies() Proxy {
	_, none := firstSet("NO_PROXY")
	return Proxy{HTTP: l.proxy("HTTP_PROXY", "ALL_PROXY"), HTTPS: l.proxy("HTTPS_PROXY", "ALL_PROXY"), None: none}
}

// proxy takes the address of a proxy from the first variable that is set.
func (l *loader) proxy(names ...string) Secret {
	name, value := firstSet(names...)
	if value == "" {
		return Secret{}
	}
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	if u, err := url.Parse(value); err != nil || !isProxy(u) {
		problem := Problem{Variable: name, Message: "is not the address of a proxy, such as http://proxy.example.com:8080. " +
			"It may begin with http://, https:// or socks5://; special characters of a password are written as %23 (for #) and the like."}
		if !slices.Contains(l.shared, problem) {
			l.shared = append(l.shared, problem)
		}
		return Secret{}
	}
	return NewSecret(value)
}

func isProxy(u *url.URL) bool {
	port, err := strconv.Atoi(u.Port())
	return slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) &&
		u.Hostname() != "" && !strings.HasSuffix(u.Host, ":") && (u.Port() == "" || err == nil && 0 < port && port < 1<<16)
}

// firstSet returns the first of the variables, in capitals or in small letters, that
// has a value.
func firstSet(names ...string) (name, value string) {
	for _, capitals := range names {
		for _, name := range []string{capitals, strings.ToLower(capitals)} {
			if value := clean(os.Getenv(name)); value != "" {
				return name, value
			}
		}
	}
	return "", ""
}

// proxySecrets lists the password of a proxy's address, or the name where that is all,
// as it is, as it is written, and as it is sent.
func proxySecrets(address Secret) []string {
	u, err := url.Parse(address.Reveal())
	if err != nil || u.User == nil {
		return nil
	}
	password, ok := u.User.Password()
	sent := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
	if !ok {
		password = u.User.Username()
	}
	_, written, _ := strings.Cut(address.Reveal(), "://")
	written = written[:strings.LastIndexByte(written, '@')]
	if _, behind, ok := strings.Cut(written, ":"); ok {
		written = behind
	}
	return []string{password, written, sent}
}

// Secrets lists what must not be shown or logged: tokens and passwords, and what they
// look like when they are sent.
func (c Config) Secrets() []string {
	list := []string{c.TempoToken.Reveal(), c.JiraToken.Reveal(), c.JiraClientSecret.Reveal()}
	if c.JiraToken.Reveal() != "" {
		list = append(list, base64.StdEncoding.EncodeToString([]byte(c.JiraEmail+":"+c.JiraToken.Reveal())))
	}
	list = slices.Concat(list, proxySecrets(c.Proxy.HTTP), proxySecrets(c.Proxy.HTTPS))
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}
