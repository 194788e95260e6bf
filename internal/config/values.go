package config

import (
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// secret takes a token. What a header cannot carry, or no token has in it, was
// copied wrongly.
func (l *loader) secret(name, value string) Secret {
	if strings.ContainsFunc(value, strange) {
		l.say(name, "holds white space, quotes or other characters that no token has: copy it again, alone.")
		return Secret{}
	}
	return NewSecret(value)
}

// strange reports whether a character is none of a token's.
func strange(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r > unicode.MaxASCII || strings.ContainsRune("\"'`<>", r)
}

// auth takes a way of signing in, as far as there is one.
func (l *loader) auth(name, value string) string {
	switch value = strings.ToLower(value); value {
	case AuthBasic, AuthBearer, AuthOAuth:
		return value
	default:
		l.say(name, "must be basic, bearer or oauth.")
		return ""
	}
}

func (l *loader) email(name, value string) string {
	user, host, ok := strings.Cut(value, "@")
	if value != "" && (!ok || user == "" || host == "" || strings.ContainsAny(value, " :<>\t\r\n\"'“”‘’")) {
		l.say(name, "is not an e-mail address.")
		return ""
	}
	return value
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// field takes the number of a custom field, also as customfield_10234.
func (l *loader) field(name, value string) string {
	id := strings.TrimPrefix(strings.ToLower(value), "customfield_")
	if value != "" && !digits.MatchString(id) {
		l.say(name, "must be the number of a custom field, such as 10234.")
		return ""
	}
	return id
}

func (l *loader) flag(name, value string) bool {
	switch strings.ToLower(value) {
	case "true", "t", "1", "yes", "on":
		return true
	case "false", "f", "0", "no", "off":
		return false
	}
	l.say(name, "must be true or false.")
	return false
}

func (l *loader) level(name, value string) slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(value)); err != nil {
		l.say(name, "must be one of debug, info, warn, error.")
	}
	return level
}

// duration takes 30s, 500ms or a number of seconds.
func (l *loader) duration(name, value string, low, high time.Duration) time.Duration {
	d, err := time.ParseDuration(value)
	if err != nil {
		d, err = time.ParseDuration(value + "s")
	}
	if err != nil || d < low || d > high {
		l.say(name, "must be a duration such as 30s or 500ms, from %s to %s.", short(low), short(high))
		return 0
	}
	return d
}

// short writes 10m0s as 10m.
func short(d time.Duration) string {
	if text, ok := strings.CutSuffix(d.String(), "m0s"); ok {
		return text + "m"
	}
	return d.String()
}

// number takes a whole number in the variable's range.
func (l *loader) number(name, value string) int {
	var v Variable
	for v = range l.env.values() {
		if v.Name == name {
			break
		}
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < v.Low || n > v.High {
		l.say(name, "must be a whole number from %d to %d.", v.Low, v.High)
		return v.Low
	}
	return n
}
