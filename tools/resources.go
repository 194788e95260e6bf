package tools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// Resource is something to read that a person adds to a conversation. With a
// period in its address it is one for each, and clients are shown those of the
// periods that have a name.
type Resource struct {
	URI         string // tempo://me, or tempo://worklogs/{period}
	Name        string
	Title       string // of a period's: "Worklogs of", which the period follows
	Description string

	read func(ctx context.Context, s *Session, period daysInput) (any, error)
}

const periodVariable = "{period}"

// Resources lists the resources.
func Resources() []Resource {
	return []Resource{meResource(), scheduleResource(), worklogsResource()}
}

// HasPeriod reports whether the resource is one for each period.
func (r Resource) HasPeriod() bool { return strings.HasSuffix(r.URI, periodVariable) }

// at is the address of the resource for a period.
func (r Resource) at(period string) string { return strings.TrimSuffix(r.URI, periodVariable) + period }

// mimeType is that of every resource.
const mimeType = "application/json"

// RegisterResources adds resources to an MCP server. Unforeseen errors are logged
// under the reference that the client is shown.
func RegisterResources(s *server.MCPServer, list []Resource, resolve Resolve, log *slog.Logger) {
	for _, r := range list {
		handler := func(ctx context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			return r.contents(ctx, resolve, req.Params.URI, log)
		}
		if !r.HasPeriod() {
			s.AddResource(mcp.Resource{URI: r.URI, Name: r.Name, Title: r.Title, Description: r.Description, MIMEType: mimeType}, handler)
			continue
		}
		s.AddResourceTemplate(mcp.NewResourceTemplate(r.URI, r.Name,
			mcp.WithTemplateDescription(r.Description+" The period is "+strings.Join(worklog.Periods(), ", ")+", a day, or two days as 2026-03-02..2026-03-06."),
			mcp.WithTemplateMIMEType(mimeType), func(t *mcp.ResourceTemplate) { t.Title = r.Title + " a period" }), handler)
		for _, period := range worklog.Periods() {
			s.AddResource(mcp.Resource{
				URI: r.at(period), Name: r.Name + "-" + period, Title: r.Title + " " + spoken(period), Description: r.Description, MIMEType: mimeType,
			}, handler)
		}
	}
}

// spoken is a period in words: this week.
func spoken(period string) string {
	for _, name := range []string{"Week", "Month"} {
		if first, ok := strings.CutSuffix(period, name); ok {
			return first + " " + strings.ToLower(name)
		}
	}
	return period
}

// contents reads the resource at an address.
func (r Resource) contents(ctx context.Context, resolve Resolve, uri string, log *slog.Logger) (_ []mcp.ResourceContents, err error) {
	text, err := r.Read(ctx, resolve, uri, log)
	if err != nil {
		return nil, err
	}
	return []mcp.ResourceContents{mcp.TextResourceContents{URI: uri, MIMEType: mimeType, Text: text}}, nil
}

// Read returns the resource at an address as JSON. Its error is in words for a
// person or a model.
func (r Resource) Read(ctx context.Context, resolve Resolve, uri string, log *slog.Logger) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			text, err = "", errors.New(unforeseen(log, r.Name, fmt.Errorf("panic: %v\n%s", p, debug.Stack())).Text)
		}
	}()
	period, err := r.period(uri)
	if err != nil {
		return "", err
	}
	s, err := resolve(ctx)
	if err != nil {
		return "", err
	}
	value, err := r.read(ctx, s, period)
	if err != nil {
		return "", r.failure(ctx, s, err, log)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return "", errors.New(unforeseen(log, r.Name, err).Text)
	}
	return string(raw), nil
}

// period reads the period of an address; there is none when the resource has none.
func (r Resource) period(uri string) (daysInput, error) {
	if !r.HasPeriod() {
		return daysInput{}, nil
	}
	text, err := url.PathUnescape(strings.TrimPrefix(uri, r.at("")))
	if err != nil {
		return daysInput{}, problem("%s is not an address: %v.", uri, err)
	}
	return readPeriod(text)
}

// failure puts an error into words. One of the address stays what it is, for the
// server to answer as such.
func (r Resource) failure(ctx context.Context, s *Session, err error, log *slog.Logger) error {
	if InvalidArguments(err) {
		return err
	}
	text, ok := s.explain(ctx, err)
	if !ok {
		text = unforeseen(log, r.Name, err).Text
	}
	return errors.New(text)
}

// InvalidArguments reports whether an error is about what the caller gave, and
// not about a service.
func InvalidArguments(err error) bool {
	_, ok := errors.AsType[*argumentError](err)
	return ok
}

// readPeriod reads the period of an address: a name, a day, or two days with ..
// between them.
func readPeriod(period string) (daysInput, error) {
	in := daysInput{StartDate: period, EndDate: period}
	isName := func(name string) bool { return strings.EqualFold(name, period) }
	if from, to, ok := strings.Cut(period, ".."); ok {
		in = daysInput{StartDate: from, EndDate: to}
	} else if slices.ContainsFunc(worklog.Periods(), isName) {
		in = daysInput{Period: period}
	}
	for _, day := range []string{in.StartDate, in.EndDate} {
		if in.Period == "" && !known(anyCalendar(), day) {
			return in, problem("%q is not a period: give one of %s, a day as YYYY-MM-DD, or two days as 2026-03-02..2026-03-06.", brief(period), strings.Join(worklog.Periods(), ", "))
		}
	}
	return in, nil
}
