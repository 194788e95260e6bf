package mcp

import (
	"context"
	"strings"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/skill"
)

// addPrompts registers prompts. They need nobody to be signed in: what they say is
// the same for everyone.
func addPrompts(s *mcpserver.MCPServer, list []kit.Prompt) {
	for _, p := range list {
		d := mcpgo.Prompt{Name: p.Name, Title: p.Title, Description: p.Description}
		for _, a := range p.Arguments() {
			d.Arguments = append(d.Arguments, mcpgo.PromptArgument{Name: a.Name, Description: a.Description, Required: a.Required})
		}
		s.AddPrompt(d, func(_ context.Context, req mcpgo.GetPromptRequest) (*mcpgo.GetPromptResult, error) {
			text, err := p.Text(req.Params.Arguments)
			if err != nil {
				return nil, err
			}
			return mcpgo.NewGetPromptResult(p.Description, []mcpgo.PromptMessage{mcpgo.NewPromptMessage(mcpgo.RoleUser, mcpgo.NewTextContent(text))}), nil
		})
	}
}

// mimeType is that of every resource but the skill.
const mimeType = "application/json"

// addResources registers resources.
func addResources(s *mcpserver.MCPServer, list []kit.Resource, env kit.Env) {
	for _, r := range list {
		handler := func(ctx context.Context, req mcpgo.ReadResourceRequest) ([]mcpgo.ResourceContents, error) {
			text, err := r.Read(ctx, env, req.Params.URI)
			if err != nil {
				return nil, err
			}
			return []mcpgo.ResourceContents{mcpgo.TextResourceContents{URI: req.Params.URI, MIMEType: mimeType, Text: text}}, nil
		}
		if !r.HasPeriod() {
			s.AddResource(mcpgo.Resource{URI: r.URI, Name: r.Name, Title: r.Title, Description: r.Description, MIMEType: mimeType}, handler)
			continue
		}
		s.AddResourceTemplate(mcpgo.NewResourceTemplate(r.URI, r.Name,
			mcpgo.WithTemplateDescription(r.Description+" The period is "+strings.Join(worklog.Periods(), ", ")+", a day, or two days as 2026-03-02..2026-03-06."),
			mcpgo.WithTemplateMIMEType(mimeType), func(t *mcpgo.ResourceTemplate) { t.Title = r.Title + " a period" }), handler)
		for _, period := range worklog.Periods() {
			s.AddResource(mcpgo.Resource{
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
func addSkill(s *mcpserver.MCPServer) {
	const markdown = "text/markdown"
	s.AddResource(mcpgo.Resource{URI: skill.URI, Name: skill.Name(), Title: "Skill: time sheets in Tempo", Description: skill.Description(), MIMEType: markdown},
		func(context.Context, mcpgo.ReadResourceRequest) ([]mcpgo.ResourceContents, error) {
			return []mcpgo.ResourceContents{mcpgo.TextResourceContents{URI: skill.URI, MIMEType: markdown, Text: skill.Text()}}, nil
		})
}
