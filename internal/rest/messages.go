package rest

import (
	"encoding/json"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Limits of what is read and kept of an error's body.
const (
	maxErrorBody = 64 << 10
	maxMessages  = 20
	maxRunes     = 500
)

// readMessages finds the service's own words in the body of an error, in
// whichever of the known shapes it comes: JSON with a message, an array, an
// object or a map of errors, a web page, or plain text.
func readMessages(body []byte, secrets []string) []string {
	var found []string
	var value any
	switch text := strings.TrimSpace(string(body)); {
	case json.Unmarshal(body, &value) == nil:
		found = fromJSON(value)
	case strings.HasPrefix(text, "<"):
		found = fromHTML(text)
	default:
		found = []string{text}
	}
	var messages []string
	for _, message := range found {
		message = clean(message, secrets)
		if message != "" && !slices.Contains(messages, message) && len(messages) < maxMessages {
			messages = append(messages, message)
		}
	}
	return messages
}

// fromJSON collects the messages of a decoded body.
func fromJSON(value any) []string {
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		var found []string
		for _, item := range value {
			found = append(found, fromJSON(item)...)
		}
		return found
	case map[string]any:
		return fromObject(value)
	default:
		return nil
	}
}

// fromObject collects the messages of an object: those under the known names,
// or else its fields with their texts.
func fromObject(object map[string]any) []string {
	var found []string
	for _, name := range []string{"errorMessages", "message", "errorMessage", "detail"} {
		found = append(found, fromJSON(object[name])...)
	}
	switch errs := object["errors"].(type) {
	case map[string]any:
		found = append(found, fromErrors(errs)...)
	default:
		found = append(found, fromJSON(errs)...)
	}
	if len(found) > 0 {
		return found
	}
	code, _ := object["error"].(string)
	if description, _ := object["error_description"].(string); description != "" {
		return []string{strings.TrimPrefix(code+": "+description, ": ")}
	}
	return fromJSON(object["error"])
}

// fromErrors collects {"message": text} or {field: text}.
func fromErrors(errs map[string]any) []string {
	var found []string
	for _, field := range slices.Sorted(maps.Keys(errs)) {
		for _, text := range fromJSON(errs[field]) {
			if field != "message" {
				text = field + ": " + text
			}
			found = append(found, text)
		}
	}
	return found
}

// The parts of a web page that say something.
var (
	unseen   = regexp.MustCompile(`(?is)<(script|style|head|svg)\b.*?</(script|style|head|svg)\s*>|<!--.*?-->`)
	headings = regexp.MustCompile(`(?is)<(?:title|h1)\b[^>]*>(.*?)</(?:title|h1)\s*>`)
	tags     = regexp.MustCompile(`(?s)<[^>]*>?`)
)

// readPage takes the words of a web page.
func (e *Error) readPage(page []byte, secrets []string) {
	e.Page = true
	e.Messages = readMessages(page, secrets)
	if title := titles(string(page)); len(title) > 0 {
		e.Title = clean(title[0], secrets)
	}
}

// titles lists a page's title and first headings.
func titles(page string) []string {
	var found []string
	for _, heading := range headings.FindAllStringSubmatch(page, 3) {
		if title := visible(heading[1]); strings.TrimSpace(title) != "" {
			found = append(found, title)
		}
	}
	return found
}

// fromHTML takes a page's titles, or the start of its text.
func fromHTML(page string) []string {
	if found := titles(page); len(found) > 0 {
		return found
	}
	return []string{visible(unseen.ReplaceAllString(page, " "))}
}

func visible(markup string) string {
	return html.UnescapeString(tags.ReplaceAllString(markup, " "))
}

// clean makes text of a service fit to be shown: on one line, without control
// characters and secrets, and not too long.
func clean(text string, secrets []string) string {
	text = hide(Line(text), secrets)
	if runes := []rune(text); len(runes) > maxRunes {
		text = string(runes[:maxRunes-1]) + "…"
	}
	return text
}
