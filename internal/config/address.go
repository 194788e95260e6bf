package config

import (
	"net/netip"
	"net/url"
	"strings"
)

// site takes the address of a Jira site. What people paste from the browser's
// address bar has a path behind the host, which is dropped, and may lack the
// https:// in front of it, which is added.
func (l *loader) site(name, value string) string {
	if bare, err := url.Parse("https://" + value); err == nil && !strings.Contains(value, "://") && isCloud(bare.Hostname()) {
		value = bare.String()
	}
	address := l.address(name, value)
	if u, err := url.Parse(address); err == nil && isCloud(u.Hostname()) {
		return u.Scheme + "://" + u.Host
	}
	return address
}

func isCloud(host string) bool {
	host = strings.ToLower(host)
	return strings.HasSuffix(host, ".atlassian.net") || strings.HasSuffix(host, ".jira.com")
}

// tempo takes the address of Tempo's API. On Tempo's own hosts it is always the
// version of the API that this program speaks.
func (l *loader) tempo(name, value string) string {
	address := l.address(name, value)
	u, err := url.Parse(address)
	switch {
	case err != nil || address == "":
	case isTempo(u.Hostname()):
		return u.Scheme + "://" + u.Host + "/4"
	case strings.Contains(u.Path, "/rest/tempo"):
		l.say(name, "is the address of Tempo for Jira Data Center; this program works with Tempo Cloud, at https://api.tempo.io/4.")
		return ""
	case isCloud(u.Hostname()), strings.HasSuffix(strings.ToLower(u.Hostname()), ".tempo.io"):
		l.say(name, "is an address for the browser; that of Tempo's API is https://api.tempo.io/4.")
		return ""
	}
	return address
}

func isTempo(host string) bool {
	host = strings.ToLower(host)
	return strings.HasPrefix(host, "api.") && strings.HasSuffix(host, ".tempo.io")
}

// address takes an https address, or an http one of this machine.
func (l *loader) address(name, value string) string {
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Hostname() == "":
		l.say(name, "must be a whole address that begins with https://%s.", l.example(name))
	case u.User != nil:
		l.say(name, "must not hold a name or password.")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		plain := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
		return strings.TrimRight(plain.String(), "/")
	default:
		l.say(name, "must begin with https://, so that your token is not sent in the clear.")
	}
	return ""
}

// example shows the default, where there is one.
func (l *loader) example(name string) string {
	for v := range l.env.values() {
		if v.Name == name && v.Default != "" {
			return ", such as " + v.Default
		}
	}
	return ""
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback()
}
