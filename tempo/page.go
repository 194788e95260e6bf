package tempo

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"strconv"
)

// pageLimit is the largest page that Tempo serves. A page whose answer is too large is
// asked for again as a smaller one, in steps of pageStep.
const (
	pageLimit = 5000
	pageStep  = 5
)

// page is Tempo's envelope of a list that comes in parts. Count is the number
// of results on this page, not of all there are.
type page[T any] struct {
	Metadata struct {
		Next string `json:"next"`
	} `json:"metadata"`
	Results []T `json:"results"`
}

// all reads a paged list to its end. It asks by offset instead of following the
// absolute links of the answers, so that the token stays with its host, and it
// leaves out what a list that changes meanwhile shows a second time.
func all[T any, K comparable](ctx context.Context, c *Client, path string, query url.Values, key func(T) K) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		unseen := firsts(key)
		limit := pageLimit
		for offset := 0; ; {
			p, err := onePage[T](ctx, c, path, query, offset, limit)
			if tooLarge(err) && limit > 1 {
				limit /= pageStep
				continue
			}
			if err != nil {
				yield(zero, err)
				return
			}
			more := p.Metadata.Next != ""
			for _, item := range unseen(p.Results, more) {
				if !yield(item, nil) {
					return
				}
			}
			if !more {
				return
			}
			offset += len(p.Results)
		}
	}
}

// onePage reads the page at an offset.
func onePage[T any](ctx context.Context, c *Client, path string, query url.Values, offset, limit int) (p page[T], err error) {
	if err := c.api.Get(ctx, path, at(query, offset, limit), &p); err != nil {
		return p, err
	}
	if p.Results == nil {
		return p, unreadable(path)
	}
	if len(p.Results) == 0 && p.Metadata.Next != "" {
		return p, fmt.Errorf("page at offset %d is empty but promises more: %w", offset, unreadable(path))
	}
	return p, nil
}

// firsts returns a function that takes out of each page what was on one before.
// A list of a single page needs no memory.
func firsts[T any, K comparable](key func(T) K) func(items []T, more bool) []T {
	var seen map[K]struct{}
	return func(items []T, more bool) []T {
		if seen == nil {
			if !more {
				return items
			}
			seen = make(map[K]struct{}, 2*len(items))
		}
		kept := items[:0]
		for _, item := range items {
			if _, again := seen[key(item)]; !again {
				seen[key(item)] = struct{}{}
				kept = append(kept, item)
			}
		}
		return kept
	}
}

// at returns query with the place where a page begins and how long it may be.
func at(query url.Values, offset, limit int) url.Values {
	q := maps.Clone(query)
	if q == nil {
		q = url.Values{}
	}
	q.Set("limit", strconv.Itoa(limit))
	q.Set("offset", strconv.Itoa(offset))
	return q
}
