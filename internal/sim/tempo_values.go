package sim

import (
	"fmt"
	"net/http"
	"slices"
)

var attributeValueRoutes = []route{
	on(http.MethodPost, "worklogs/work-attribute-values", (*Sim).addValues),
	on(http.MethodPost, "worklogs/work-attribute-values/search", (*Sim).searchValues),
	on(http.MethodGet, "worklogs/{}/work-attribute-values", (*Sim).listValues),
	on(http.MethodGet, "worklogs/{}/work-attribute-values/{}", (*Sim).getValue),
}

func (s *Sim) listValues(c *call) answer {
	e := s.visible(c.caller, c.args[0])
	if e == nil {
		return s.noWorklog()
	}
	return complete(c, append([]AttributeValue{}, e.Attributes...))
}

func (s *Sim) getValue(c *call) answer {
	if e := s.visible(c.caller, c.args[0]); e != nil {
		for _, v := range e.Attributes {
			if v.Key == c.args[1] {
				return ok(v)
			}
		}
	}
	return s.refuse(http.StatusNotFound, "Work attribute value cannot be found in the system")
}

func (s *Sim) searchValues(c *call) answer {
	var in struct {
		IDs []int64 `json:"tempoWorklogIds"`
	}
	if err := decode(c.body, &in); err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	if len(in.IDs) < 1 || len(in.IDs) > 500 {
		return s.refuse(http.StatusBadRequest, "Please provide at least 1 and at most 500 worklog ids")
	}
	list := []object{}
	for _, id := range in.IDs {
		if e := s.visible(c.caller, fmt.Sprint(id)); e != nil {
			values := append([]AttributeValue{}, e.Attributes...)
			list = append(list, object{"tempoWorklogId": e.ID, "workAttributeValues": values})
		}
	}
	return ok(list)
}

// addValues only adds: a worklog that has a value for the attribute keeps it,
// and the whole request is refused.
func (s *Sim) addValues(c *call) answer {
	var in []struct {
		ID     int64            `json:"tempoWorklogId"`
		Values []attributeInput `json:"attributeValues"`
	}
	if err := decode(c.body, &in); err != nil {
		return s.refuse(http.StatusBadRequest, err.Error())
	}
	var changed []Worklog
	for _, item := range in {
		e := s.visible(c.caller, fmt.Sprint(item.ID))
		if e == nil {
			return s.noWorklog()
		}
		d := &draft{}
		s.addTo(d, e, item.Values)
		if d.refused() {
			return s.refuse(d.status, d.messages...)
		}
		w := e.Worklog
		w.Attributes = slices.Concat(e.Attributes, d.worklog.Attributes)
		w.UpdatedAt = s.clock()
		changed = append(changed, w)
	}
	for _, w := range changed {
		s.put(w)
	}
	return answer{status: http.StatusNoContent}
}

func (s *Sim) addTo(d *draft, e *entry, values []attributeInput) {
	s.checkLock(d, e.Worklog, false)
	for _, v := range values {
		if v.Key == nil || *v.Key == "" {
			d.refuse("The key of a work attribute must not be empty")
			continue
		}
		if slices.ContainsFunc(e.Attributes, func(had AttributeValue) bool { return had.Key == *v.Key }) {
			d.refuse("The worklog already has a value for work attribute " + *v.Key)
			continue
		}
		s.checkAttribute(d, *v.Key, v.Value)
	}
}
