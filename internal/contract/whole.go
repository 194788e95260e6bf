package contract

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// wholeDocument describes all of Jira. It takes long to read, so only what the
// smaller document lacks is looked up in it, and only when a test asks for that.
const wholeDocument = "jira-cloud-v3.openapi.json"

// projectPath is what the smaller document lacks.
const projectPath = "/rest/api/3/project/{projectIdOrKey}"

// beyond reports whether a path is one that the smaller document lacks.
func beyond(path string) bool {
	key, ok := strings.CutPrefix(path, "/rest/api/3/project/")
	return ok && key != "search" && !strings.Contains(key, "/")
}

// wholeJira finds the operations that the smaller document lacks.
var wholeJira = sync.OnceValues(func() (routers.Router, error) {
	doc, err := readWhole()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", wholeDocument, err)
	}
	doc.Servers = nil
	for name, ref := range doc.Components.Schemas {
		loosen(name, ref.Value)
	}
	return gorillamux.NewRouter(doc)
})

// readWhole reads the one path, and the schemas that it may refer to.
func readWhole() (*openapi3.T, error) {
	dir, err := shared()
	if err != nil {
		return nil, err
	}
	raw, err := fs.ReadFile(os.DirFS(dir), "contracts/"+wholeDocument)
	if err != nil {
		return nil, err
	}
	var doc, paths map[string]json.RawMessage
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(doc["paths"], &paths); err != nil {
		return nil, err
	}
	if doc["paths"], err = json.Marshal(map[string]json.RawMessage{projectPath: paths[projectPath]}); err != nil {
		return nil, err
	}
	if raw, err = json.Marshal(doc); err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(raw)
}
