package person_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/person"
)

// open makes a person, and counts how often.
func open(opened *int) func() (*person.Person, error) {
	return func() (*person.Person, error) {
		*opened++
		return person.New(nil, nil, time.Now, time.UTC), nil
	}
}

// TestBook holds one person for each identity.
func TestBook(t *testing.T) {
	t.Parallel()
	opened := 0
	b := person.NewBook(newClock().now, time.Hour, 10)
	ada, err := b.Person("ada", open(&opened))
	if err != nil {
		t.Fatal(err)
	}
	again, _ := b.Person("ada", open(&opened)) // the error is nil for one who is there
	ben, _ := b.Person("ben", open(&opened))
	if ada != again || ada == ben || opened != 2 || b.Len() != 2 {
		t.Errorf("opened %d times, %d persons", opened, b.Len())
	}
	b.Forget("ada")
	if again, _ = b.Person("ada", open(&opened)); again == ada || opened != 3 {
		t.Error("remembered after a sign-out")
	}
	errShut := errors.New("shut")
	if _, err := b.Person("eve", func() (*person.Person, error) { return nil, errShut }); !errors.Is(err, errShut) || b.Len() != 2 {
		t.Errorf("%v, %d persons", err, b.Len())
	}
}

// TestBookExpires forgets who was not asked for, but nobody who may be at work.
func TestBookExpires(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		idle time.Duration
		most int
		pass []time.Duration // since the first person was asked for, one person a step
		want string          // who is left
	}{
		{"idle", time.Hour, 10, []time.Duration{0, time.Minute, time.Hour + time.Second}, "bc"},
		{"as long as idle", time.Hour, 10, []time.Duration{0, time.Minute, time.Hour}, "abc"},
		{"too many", time.Hour, 2, []time.Duration{0, time.Minute, 10 * time.Minute}, "bc"},
		{"too many, all at work", time.Hour, 2, []time.Duration{0, time.Minute, 2 * time.Minute}, "abc"},
		{"too many, some at work", time.Hour, 2, []time.Duration{0, 2 * time.Minute, 3 * time.Minute}, "bc"},
		{"idle for less than a call", time.Second, 10, []time.Duration{0, time.Minute, 2 * time.Minute}, "abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			start := c.at
			b := person.NewBook(c.now, tt.idle, tt.most)
			opened := 0
			for i, at := range tt.pass {
				c.at = start.Add(at)
				if _, err := b.Person(person.Identity("abc"[i:i+1]), open(&opened)); err != nil {
					t.Fatal(err)
				}
			}
			left := ""
			for _, id := range []person.Identity{"c", "b", "a"} { // to ask for who is gone makes room
				if _, err := b.Person(id, func() (*person.Person, error) { return nil, errors.New("gone") }); err == nil {
					left = string(id) + left
				}
			}
			if left != tt.want {
				t.Errorf("left are %s, want %s", left, tt.want)
			}
		})
	}
}

// TestBookKeepsWhoIsAskedFor counts from the last time.
func TestBookKeepsWhoIsAskedFor(t *testing.T) {
	t.Parallel()
	c := newClock()
	b := person.NewBook(c.now, time.Hour, 2)
	opened := 0
	for _, id := range []person.Identity{"ada", "ben", "ada", "cyd", "ada"} {
		if _, err := b.Person(id, open(&opened)); err != nil {
			t.Fatal(err)
		}
		c.pass(10 * time.Minute)
	}
	if opened != 3 || b.Len() != 2 {
		t.Errorf("opened %d, %d persons", opened, b.Len())
	}
}

// TestIdentify tells accesses apart, and none by putting its parts together.
func TestIdentify(t *testing.T) {
	t.Parallel()
	seen := map[person.Identity][]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"ab", "c"}, {"a", "bc"}, {"abc"}, {"1:a,"}, {"a"}} {
		id := person.Identify(parts...)
		if twin, ok := seen[id]; ok {
			t.Errorf("%q and %q are one identity", twin, parts)
		}
		seen[id] = parts
		if id != person.Identify(parts...) || len(id) != 64 {
			t.Errorf("%q: %s", parts, id)
		}
	}
}
