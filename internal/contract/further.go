package contract

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// further are operations of Jira that the document of the usual ones lacks. They are
// taken out of the whole one, which would take half a second to read.
var further = []string{"/rest/api/3/permissions/check", projectPath}

const projectPath = "/rest/api/3/project/{projectIdOrKey}"

// furtherJira reads what the whole document says of them, once and only when one is
// called.
var furtherJira = sync.OnceValues(func() (routers.Router, error) {
	dir, err := shared()
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(os.DirFS(dir), "contracts/jira-cloud-v3.openapi.json")
	if err != nil {
		return nil, err
	}
	part, err := cutOut(text, further)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(part)
	if err != nil {
		return nil, fmt.Errorf("read a part of Jira's document: %w", err)
	}
	return route(doc, loosen)
})

var schemaRef = regexp.MustCompile(`"#/components/schemas/([^"]+)"`)

// cutOut returns a document with the paths named and the schemas that they need.
func cutOut(text []byte, paths []string) ([]byte, error) {
	var doc struct {
		OpenAPI    string                     `json:"openapi"`
		Info       json.RawMessage            `json:"info"`
		Paths      map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas         map[string]json.RawMessage `json:"schemas"`
			SecuritySchemes json.RawMessage            `json:"securitySchemes"`
		} `json:"components"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	kept, schemas := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	var open []json.RawMessage
	for _, path := range paths {
		if doc.Paths[path] == nil {
			return nil, fmt.Errorf("jira's document does not describe %s", path)
		}
		kept[path] = doc.Paths[path]
		open = append(open, kept[path])
	}
	for len(open) > 0 {
		part := open[0]
		open = open[1:]
		for _, name := range schemaRef.FindAllSubmatch(part, -1) {
			if name := string(name[1]); schemas[name] == nil {
				schemas[name] = doc.Components.Schemas[name]
				open = append(open, schemas[name])
			}
		}
	}
	doc.Paths, doc.Components.Schemas = kept, schemas
	return json.Marshal(doc)
}

// jiraAt returns the document of Jira that describes a path.
func (d *documentSet) jiraAt(path string) (routers.Router, error) {
	key, project := strings.CutPrefix(path, "/rest/api/3/project/")
	if slices.Contains(further, path) || project && key != "search" && !strings.Contains(key, "/") {
		return furtherJira()
	}
	return d.jira, nil
}
