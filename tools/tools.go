// Package tools lists what the server offers a model: tools, prompts and resources.
// Each has a file of its own in the folder of its family.
package tools

import (
	"slices"
	"sync"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/plans"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/prompts"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/resources"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/sheet"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/worklogs"
)

// All lists the tools. Clients see them in the order of their names.
func All() []kit.Tool { return slices.Clone(made()) }

// made makes the tools once: their schemas take a while.
var made = sync.OnceValue(func() []kit.Tool {
	return []kit.Tool{
		sheet.RetrieveWorklogs(),
		worklogs.Create(),
		worklogs.BulkCreate(),
		worklogs.Edit(),
		worklogs.Delete(),
		plans.UndoChange(),
		sheet.GetMissingWorklogDays(),
		sheet.GetWorklogAnalytics(),
	}
})

// Prompts lists the prompts. Clients see them in the order of their names.
func Prompts() []kit.Prompt {
	return []kit.Prompt{prompts.LogMyDay(), prompts.FillMissingDays(), prompts.WeeklyReport(), prompts.MonthEnd()}
}

// Resources lists the resources.
func Resources() []kit.Resource {
	return []kit.Resource{resources.Me(), resources.Schedule(), sheet.WorklogsResource(), plans.Changes()}
}

// Selection is what of all this is offered.
type Selection struct {
	// ReadOnly leaves out tools that change worklogs, and prompts about that.
	ReadOnly bool
}

// Tools lists the selected tools.
func (s Selection) Tools() []kit.Tool {
	return slices.DeleteFunc(All(), func(t kit.Tool) bool { return s.ReadOnly && t.Effect != kit.Reads })
}

// Refused lists the tools that are not selected.
func (s Selection) Refused() []kit.Tool {
	return slices.DeleteFunc(All(), func(t kit.Tool) bool { return !s.ReadOnly || t.Effect == kit.Reads })
}

// Prompts lists the selected prompts.
func (s Selection) Prompts() []kit.Prompt {
	return slices.DeleteFunc(Prompts(), func(p kit.Prompt) bool { return s.ReadOnly && p.Effect != kit.Reads })
}
