package sim

import "net/http"

var attributeRoutes = []route{
	on(http.MethodGet, "work-attributes", (*Sim).listAttributes, "offset", "limit"),
	on(http.MethodGet, "work-attributes/{}", (*Sim).getAttribute),
}

func (s *Sim) listAttributes(c *call) answer {
	return paged(s, c, s.site.attributes, func(b []byte, a *WorkAttribute) []byte {
		return appendJSON(b, a.shown(c.base))
	})
}

func (s *Sim) getAttribute(c *call) answer {
	a := s.site.attribute(c.args[0])
	if a == nil {
		return s.refuse(http.StatusNotFound, "Work attribute cannot be found in the system")
	}
	return ok(a.shown(c.base))
}

func (a *WorkAttribute) shown(base string) object {
	o := object{
		"self": base + "/4/work-attributes/" + a.Key,
		"key":  a.Key, "name": a.Name, "type": a.Type, "required": a.Required,
	}
	if a.Type == "STATIC_LIST" {
		o["values"], o["names"] = append([]string{}, a.Values...), a.Names
	}
	if a.Names == nil {
		delete(o, "names")
	}
	return o
}
