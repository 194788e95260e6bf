package contract

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// documentSet finds operations in the documents.
type documentSet struct {
	tempo, jira routers.Router
}

// documents reads the documents once. They are nil where there is no folder shared.
var documents = sync.OnceValues(func() (*documentSet, error) {
	dir, err := shared()
	if err != nil || dir == "" {
		return nil, err
	}
	tempo, err := parse(filepath.Join(dir, "contracts", "tempo-v4-timesheets.openapi.json"), tighten)
	if err != nil {
		return nil, err
	}
	jira, err := parse(filepath.Join(dir, "contracts", "jira-cloud-v3-subset.openapi.json"), loosen)
	if err != nil {
		return nil, err
	}
	return &documentSet{tempo: tempo, jira: jira}, nil
})

func parse(file string, adapt func(name string, schema *openapi3.Schema)) (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(file), err)
	}
	router, err := route(doc, adapt)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Base(file), err)
	}
	return router, nil
}

// route makes a document ready to be asked.
func route(doc *openapi3.T, adapt func(name string, schema *openapi3.Schema)) (routers.Router, error) {
	doc.Servers = nil // tests reach the services under other names
	for name, ref := range doc.Components.Schemas {
		adapt(name, ref.Value)
	}
	return gorillamux.NewRouter(doc)
}

// tighten refuses fields that a schema of Tempo's does not name. Those of a
// contact are named by two alternatives together.
func tighten(name string, schema *openapi3.Schema) {
	contact := name == "UserContact" || name == "ExternalContact"
	if !contact && len(schema.Properties) > 0 && len(schema.OneOf) == 0 && schema.AdditionalProperties.Schema == nil {
		schema.WithoutAdditionalProperties()
	}
}

// loosen lets Jira's answers have fields that their schemas do not name or that
// have no value, and leaves the requests as they are.
func loosen(name string, schema *openapi3.Schema) {
	if strings.HasSuffix(name, "RequestBean") || name == "BulkProjectPermissions" {
		return
	}
	schema.AdditionalProperties.Has = nil
	for _, property := range schema.Properties {
		if anyValue := property.Value.AdditionalProperties.Schema; anyValue != nil {
			anyValue.Value.Nullable = true // the fields of issues without a value
		}
	}
}

// find returns the document that describes a path, and the path in it: what the
// gateway puts in front is not part of it. The router is nil for what no
// document describes.
func (d *documentSet) find(u *url.URL) (path string, router routers.Router, err error) {
	path = u.EscapedPath()
	if rest, behindGateway := strings.CutPrefix(path, "/ex/jira/"); behindGateway {
		_, rest, _ = strings.Cut(rest, "/")
		path = "/" + rest
	}
	switch {
	case strings.HasPrefix(path, "/4/"):
		return path, d.tempo, nil
	case strings.HasPrefix(path, "/rest/"):
		router, err := d.jiraAt(path)
		return path, router, err
	default:
		return "", nil, nil
	}
}

// formats are the formats of text that are checked.
var formats = []openapi3.SchemaValidationOption{
	openapi3.WithStringFormatValidator("date", inForm(time.DateOnly)),
	// Jira writes the offset without a colon.
	openapi3.WithStringFormatValidator("date-time", inForm(time.RFC3339, "2006-01-02T15:04:05.999-0700")),
}

// inForm accepts what time can read in one of the forms.
func inForm(forms ...string) openapi3.StringFormatValidator {
	return openapi3.NewCallbackValidator(func(s string) error {
		var err error
		for _, form := range forms {
			if _, err = time.Parse(form, s); err == nil {
				return nil
			}
		}
		return err
	})
}
