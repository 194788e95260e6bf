package mcp

import (
	"context"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/skill"
)

// addPrompts registers prompts. They need nobody to be signed in: what they say is
// the same for everyone.
func addPrompts(s *server.MCPServer, list []kit.Prompt) {
	for _, p := range list {
		d := mcp.Prompt{Name: p.Name, Title: p.Title, Description: p.Description}
		for _, a := range p.Arguments() {
			d.Arguments = append(d.Arguments, mcp.PromptArgument{Name: a.Name, Description: a.Description, Required: a.Required})
		}
		s.AddPrompt(d, func(_ context.Context, req mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			text, err := p.Text(req.Params.Arguments)
			if err != nil {
				return nil, err
			}
			return mcp.NewGetPromptResult(p.Description, []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(text))}), nil
		})
	}
}

// mimeType is that of every resource but the skill.
const mimeType = "application/json"

// addResources registers resources.
func addResources(s *server.MCPServer, list []kit.Resource, env kit.Env) {
	for _, r := range list {
		handler := func(ctx context.Context, req mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			text, err := r.Read(ctx, env, req.Params.URI)
			if err != nil {
				return nil, err
			}
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: req.Params.URI, MIMEType: mimeType, Text: text}}, nil
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
				URI: r.At(period), Name: r.Name + "-" + period, Title: r.Title + " " + spoken(period), Description: r.Description, MIMEType: mimeType,
			}, handler)
		}
	}
}

// spoken is a period in words: this week.
func spoken(period string) string {
	for _, name := range []string{"Week", "Month", "Year"} {
		if first, ok := strings.CutSuffix(period, name); ok {
			return first + " " + strings.ToLower(name)
		}
	}
	return period
}

// addSkill adds the skill's file to the resources.
func addSkill(s *server.MCPServer) {
	const markdown = "text/markdown"
	s.AddResource(mcp.Resource{URI: skill.URI, Name: skill.Name(), Title: "Skill: time sheets in Tempo", Description: skill.Description(), MIMEType: markdown},
		func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: skill.URI, MIMEType: markdown, Text: skill.Text()}}, nil
		})
}
