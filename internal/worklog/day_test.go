package worklog_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

func TestParseDay(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"2026-11-21", "2024-02-29", "2000-02-29", "1900-01-01", "2999-12-31"} {
		got, err := worklog.ParseDay(in)
		if err != nil || got.String() != in {
			t.Errorf("ParseDay(%q) = %q, %v", in, got, err)
		}
	}
}

func TestParseDayErrors(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-02-30":   `2026-02-30 is not a date: February 2026 has 28 days`,
		"2024-02-30":   `2024-02-30 is not a date: February 2024 has 29 days`,
		"1900-02-29":   `1900-02-29 is not a date: February 1900 has 28 days`,
		"2026-11-31":   `2026-11-31 is not a date: November 2026 has 30 days`,
		"2026-12-00":   `2026-12-00 is not a date: December 2026 has 31 days`,
		"2026-13-01":   `2026-13-01 is not a date: months run from 01 to 12`,
		"2026-00-01":   `2026-00-01 is not a date: months run from 01 to 12`,
		"1899-12-31":   `1899-12-31 is not a date here: the year must be from 1900 to 2999`,
		"3000-01-01":   `3000-01-01 is not a date here: the year must be from 1900 to 2999`,
		"3.2.2026":     `"3.2.2026" is not a date as YYYY-MM-DD`,
		"":             `"" is not a date as YYYY-MM-DD`,
		" 2026-11-21":  `" 2026-11-21" is not a date as YYYY-MM-DD`,
		"2026-1-21":    `"2026-1-21" is not a date as YYYY-MM-DD`,
		"2026/11/21":   `"2026/11/21" is not a date as YYYY-MM-DD`,
		"+026-11-21":   `"+026-11-21" is not a date as YYYY-MM-DD`,
		"２026-1-1":     `"２026-1-1" is not a date as YYYY-MM-DD`,
		"2026-11-\n21": `"2026-11-\n21" is not a date as YYYY-MM-DD`,
		"2026-11-21T09:00:00Z and so on, as long as you please": `"2026-11-21T09:00:00Z and so on, as long …" is not a date as YYYY-MM-DD`,
	} {
		_, err := worklog.ParseDay(in)
		checkError(t, err, want)
	}
}

func TestNewDay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		y    int
		m    time.Month
		d    int
		want string
	}{
		{2026, time.November, 21, "2026-11-21"},
		{2026, time.October, 32, "2026-11-01"},
		{2026, time.March, 0, "2026-02-28"},
		{2024, time.March, 0, "2024-02-29"},
		{2026, 13, 1, "2027-01-01"},
	} {
		if got := worklog.NewDay(tt.y, tt.m, tt.d).String(); got != tt.want {
			t.Errorf("NewDay(%d, %d, %d) = %s, want %s", tt.y, tt.m, tt.d, got, tt.want)
		}
	}
}

func TestDayOf(t *testing.T) {
	t.Parallel()
	auckland := time.FixedZone("Auckland", 13*60*60)
	moment := time.Date(2026, time.November, 20, 23, 30, 0, 0, time.UTC)
	if got, want := worklog.DayOf(moment), day(t, "2026-11-20"); got != want {
		t.Errorf("in UTC: got %s, want %s", got, want)
	}
	if got, want := worklog.DayOf(moment.In(auckland)), day(t, "2026-11-21"); got != want {
		t.Errorf("in Auckland: got %s, want %s", got, want)
	}
}

func TestDayArithmetic(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from string
		days int
		want string
	}{
		{"2026-11-21", 0, "2026-11-21"},
		{"2026-11-30", 1, "2026-12-01"},
		{"2026-01-01", -1, "2025-12-31"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2026-02-28", 1, "2026-03-01"},
		{"2026-01-01", 365, "2027-01-01"},
		{"2024-01-01", 366, "2025-01-01"},
		{"1969-12-31", 1, "1970-01-01"},
		{"1960-01-01", -1, "1959-12-31"},
		{"2026-03-28", 2, "2026-03-30"}, // the clocks change in between, in Europe
		{"2026-10-24", 2, "2026-10-26"},
		{"1900-01-01", 401766, "2999-12-31"},
	} {
		from, want := day(t, tt.from), day(t, tt.want)
		if got := from.AddDays(tt.days); got != want {
			t.Errorf("%s + %d = %s, want %s", from, tt.days, got, want)
		}
		if got := want.Sub(from); got != tt.days {
			t.Errorf("%s - %s = %d, want %d", want, from, got, tt.days)
		}
		if got := from.Sub(want); got != -tt.days {
			t.Errorf("%s - %s = %d, want %d", from, want, got, -tt.days)
		}
	}
}

func TestDayNames(t *testing.T) {
	t.Parallel()
	type names struct {
		Weekday               time.Weekday
		Month, Year, ISOMonth string
	}
	for in, want := range map[string]names{
		"2026-11-21": {time.Saturday, "2026-11-01", "2026-W47", "2026-11"},
		"2026-12-31": {time.Thursday, "2026-12-01", "2026-W53", "2026-12"},
		"2027-01-01": {time.Friday, "2027-01-01", "2026-W53", "2027-01"},
		"2027-01-03": {time.Sunday, "2027-01-01", "2026-W53", "2027-01"},
		"2027-01-04": {time.Monday, "2027-01-01", "2027-W01", "2027-01"},
		"2024-12-30": {time.Monday, "2024-12-01", "2025-W01", "2024-12"},
		"2024-02-29": {time.Thursday, "2024-02-01", "2024-W09", "2024-02"},
	} {
		d := day(t, in)
		got := names{d.Weekday(), d.Month().String(), d.ISOWeek(), d.YearMonth()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

func TestDayOrder(t *testing.T) {
	t.Parallel()
	ordered := []worklog.Day{{}, day(t, "2025-12-31"), day(t, "2026-01-02"), day(t, "2026-02-01"), day(t, "2026-02-02")}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := a.Compare(b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("compare %q with %q: got %d", a, b, got)
			}
			if a.Before(b) != (i < j) || a.After(b) != (i > j) || (a == b) != (i == j) {
				t.Errorf("%q and %q are out of order", a, b)
			}
		}
	}
}

func TestDayAsText(t *testing.T) {
	t.Parallel()
	type dates struct {
		On    worklog.Day         `json:"on"`
		None  worklog.Day         `json:"none"`
		Hours map[worklog.Day]int `json:"hours"`
	}
	want := dates{On: day(t, "2026-11-21"), Hours: map[worklog.Day]int{day(t, "2026-11-20"): 8}}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(text), `{"on":"2026-11-21","none":"","hours":{"2026-11-20":8}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	got := dates{None: day(t, "2026-01-01")}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, equate); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	kept := day(t, "2026-11-21")
	checkError(t, kept.UnmarshalText([]byte("2026-11-31")), "2026-11-31 is not a date: November 2026 has 30 days")
	if kept != day(t, "2026-11-21") {
		t.Errorf("an error changed the day to %s", kept)
	}
}

func TestNoDay(t *testing.T) {
	t.Parallel()
	if none := (worklog.Day{}); !none.IsZero() || none.String() != "" {
		t.Errorf("the zero value is %q", none)
	}
	if day(t, "2026-11-21").IsZero() {
		t.Error("a day is no day")
	}
}

func FuzzParseDay(f *testing.F) {
	for _, in := range []string{"2026-11-21", "2024-02-29", "2026-02-29", "1900-01-01", "2999-12-31", "3.2.2026", "０123-01-01"} {
		f.Add(in)
	}
	first, last := day(f, "1900-01-01"), day(f, "2999-12-31")
	f.Fuzz(func(t *testing.T, in string) {
		d, err := worklog.ParseDay(in)
		if err != nil {
			if d != (worklog.Day{}) || len(err.Error()) > 500 {
				t.Errorf("%q: got %s with error %v", in, d, err)
			}
			return
		}
		if d.String() != in {
			t.Errorf("%q printed as %q", in, d)
		}
		if d.Before(first) || d.After(last) {
			t.Errorf("%q is out of limits", in)
		}
		if want, err := time.Parse(time.DateOnly, in); err != nil || worklog.DayOf(want) != d {
			t.Errorf("package time reads %q as %v, %v", in, want, err)
		}
		if d.AddDays(1).Sub(d) != 1 || d.AddDays(1).AddDays(-1) != d {
			t.Errorf("the day after %s is %s", d, d.AddDays(1))
		}
	})
}
