package tempo

import (
	"context"
	"fmt"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/rest"
)

// Types of work attributes. There may be others.
const (
	AttributeAccount    = "ACCOUNT"
	AttributeStaticList = "STATIC_LIST"
)

// WorkAttribute is a field that an organization has added to its worklogs.
// See https://apidocs.tempo.io/#tag/Work-Attributes.
type WorkAttribute struct {
	Key      string            `json:"key"`
	Name     string            `json:"name"`
	Type     string            `json:"type"`
	Required bool              `json:"required"`
	Values   []string          `json:"values"` // ids of a static list's entries, which worklogs hold
	Names    map[string]string `json:"names"`  // labels of these ids
}

// WorkAttributes lists the organization's work attributes.
func (c *Client) WorkAttributes(ctx context.Context) ([]WorkAttribute, error) {
	var list []WorkAttribute
	for a, err := range all(ctx, c, rest.Path("work-attributes"), nil, func(a WorkAttribute) string { return a.Key }) {
		if err != nil {
			return nil, fmt.Errorf("list work attributes: %w", err)
		}
		a.Name = rest.Line(a.Name)
		for id, label := range a.Names {
			a.Names[id] = rest.Line(label)
		}
		list = append(list, a)
	}
	return list, nil
}
