package sim

import (
	"bytes"
	"encoding/json"
	"net/http"
)

const (
	jsonType = "application/json"
	htmlType = "text/html;charset=UTF-8"
	textType = "text/plain;charset=UTF-8"
)

// object is a JSON object.
type object = map[string]any

// answer is what a service sends back.
type answer struct {
	status      int
	contentType string
	header      http.Header // besides the content type
	body        []byte
}

// ok answers 200 with v as JSON.
func ok(v any) answer { return jsonAnswer(http.StatusOK, v) }

func jsonAnswer(status int, v any) answer {
	return answer{status: status, contentType: jsonType, body: encode(v)}
}

// encode writes v as the services do, which do not escape HTML.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // only text, numbers and maps of them come here
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// htmlPage is what stands in front of the services answers with.
func htmlPage(status int) answer {
	text := http.StatusText(status)
	page := "<!DOCTYPE html><html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>"
	return answer{status: status, contentType: htmlType, body: []byte(page)}
}

func (a answer) headers() http.Header {
	h := a.header.Clone()
	if h == nil {
		h = http.Header{}
	}
	if a.contentType != "" && len(a.body) > 0 {
		h.Set("Content-Type", a.contentType)
	}
	return h
}
