package sim

// jiraList is a page of a list in Jira's older paging.
type jiraList[T any] struct {
	items             []T
	start, max, total int
}

// jiraPage cuts out the page that the request asks for.
func jiraPage[T any](c *call, list []T, otherwise int) (jiraList[T], error) {
	start, err := paramNumber(c.query, "startAt", 0, 0)
	if err != nil {
		return jiraList[T]{}, err
	}
	limit, err := paramNumber(c.query, "maxResults", otherwise, 0)
	if err != nil {
		return jiraList[T]{}, err
	}
	page := list[min(start, len(list)):]
	return jiraList[T]{items: page[:min(limit, len(page))], start: start, max: limit, total: len(list)}, nil
}

func (p jiraList[T]) shown(show func(T) object) object {
	values := make([]object, len(p.items))
	for i, item := range p.items {
		values[i] = show(item)
	}
	return object{
		"startAt": p.start, "maxResults": p.max, "total": p.total,
		"isLast": p.start+len(p.items) >= p.total, "values": values,
	}
}
