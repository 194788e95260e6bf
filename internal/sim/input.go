package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// number reads a decimal id.
func number(s string) (n int64, ok bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// isDay reports whether s is a day of the calendar in the form 2026-03-02.
func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// decode reads a JSON body into v. Unlike encoding/json it refuses fields that v
// does not have and field names that differ in case.
func decode(body []byte, v any) error {
	if err := json.Unmarshal(body, v); err != nil {
		return err
	}
	return checkFields(body, reflect.TypeOf(v).Elem())
}

func checkFields(raw json.RawMessage, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		return nil
	}
	switch t.Kind() {
	case reflect.Slice:
		return checkItems(raw, t.Elem())
	case reflect.Struct:
		return checkStruct(raw, t)
	default:
		return nil
	}
}

func checkItems(raw json.RawMessage, t reflect.Type) error {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return err
	}
	for _, item := range items {
		if err := checkFields(item, t); err != nil {
			return err
		}
	}
	return nil
}

func checkStruct(raw json.RawMessage, t reflect.Type) error {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return err
	}
	known := map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(t) {
		known[field.Tag.Get("json")] = field.Type
	}
	for name, value := range given {
		fieldType, ok := known[name]
		if !ok || name == "" {
			return fmt.Errorf("unrecognized field %q", name)
		}
		if err := checkFields(value, fieldType); err != nil {
			return err
		}
	}
	return nil
}

// numbers reads the values of a repeated query parameter.
func numbers(query url.Values, name string) ([]int64, error) {
	var list []int64
	for _, text := range query[name] {
		n, ok := number(text)
		if !ok {
			return nil, fmt.Errorf("'%s' must be a number", name)
		}
		list = append(list, n)
	}
	return list, nil
}

// paramNumber reads an optional query parameter that is a number not below least.
func paramNumber(query url.Values, name string, otherwise, least int) (int, error) {
	if !query.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(query.Get(name))
	if err != nil || n < least {
		return 0, fmt.Errorf("'%s' must be a number not below %d", name, least)
	}
	return n, nil
}

// commaList reads the values of a parameter that can be repeated and can hold
// several values with commas between them.
func commaList(values []string) []string {
	var list []string
	for _, value := range values {
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list
}
