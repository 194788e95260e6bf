package sheet

import (
	"slices"
	"strings"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/worklog"
)

// columnLimit is how many columns a table has at most; two months of days fit.
const columnLimit = 62

// others is the row or the column that holds what is put together.
const others = "(others)"

// row is a row of a table.
type row struct {
	Key           string          `json:"key" doc:"As of a group; (others) for smaller ones put together"`
	Name          string          `json:"name,omitempty" doc:"As of a group"`
	Cells         map[string]cell `json:"cells" doc:"Time by the key of the column, where there is any"`
	Hours         float64         `json:"hours" doc:"Hours of the row"`
	Time          string          `json:"time" doc:"The same exactly"`
	BillableHours float64         `json:"billableHours" doc:"Billable hours of the row"`
	Billable      string          `json:"billable" doc:"The same exactly"`
}

// cell is the time of a row in a column.
type cell struct {
	Hours float64 `json:"hours" doc:"Hours spent"`
	Time  string  `json:"time" doc:"The same exactly"`
}

// column is a column of a table.
type column struct {
	Key           string  `json:"key" doc:"As of a group; (others) for those put together"`
	Name          string  `json:"name,omitempty" doc:"As of a group"`
	Hours         float64 `json:"hours" doc:"Hours of the column"`
	Time          string  `json:"time" doc:"The same exactly"`
	BillableHours float64 `json:"billableHours" doc:"Billable hours of the column"`
	Billable      string  `json:"billable" doc:"The same exactly"`
}

// listTable lists rows and columns. What does not fit is put together, so that all of
// them go on adding up.
func (o *getWorklogAnalyticsOutput) listTable(found grouped) {
	rows, columns := o.dimensions[0].sorted(found.sums[0]), o.dimensions[1].sorted(found.sums[1])
	listed := min(len(columns), columnLimit)
	for most := min(len(rows), groupLimit); ; most /= 2 {
		t := table{found: found, rows: rows[:most], columns: columns[:listed]}
		o.Rows, o.Columns = t.make()
		if most <= 1 || lengthOf(o) <= answerSize {
			o.Truncated = most < len(rows) || listed < len(columns)
			return
		}
	}
}

// table is a table with the rows and columns that are shown by themselves.
type table struct {
	found         grouped
	rows, columns []string
}

// make adds up rows and columns.
func (t table) make() ([]row, []column) {
	rowSums, columnSums := map[string]worklog.Group{}, map[string]worklog.Group{}
	cells := map[string]map[string]worklog.Group{} // by row and column
	shownRows, shownColumns := setOf(t.rows), setOf(t.columns)
	for keys, g := range t.found.cells {
		row, column := shownRows.or(keys[0]), shownColumns.or(keys[1])
		if cells[row] == nil {
			cells[row] = map[string]worklog.Group{}
		}
		cells[row][column] = cells[row][column].And(g)
		rowSums[row] = rowSums[row].And(g)
		columnSums[column] = columnSums[column].And(g)
	}
	var rows []row
	for _, key := range append(slices.Clip(t.rows), others) {
		sum, ok := rowSums[key]
		if !ok {
			continue
		}
		r := row{Key: key, Name: t.found.names[0][key], Cells: map[string]cell{}}
		r.Hours, r.Time = amount(sum.Spent)
		r.BillableHours, r.Billable = amount(sum.Billable)
		for column, g := range cells[key] {
			var c cell
			c.Hours, c.Time = amount(g.Spent)
			r.Cells[column] = c
		}
		rows = append(rows, r)
	}
	var columns []column
	for _, key := range append(slices.Clip(t.columns), others) {
		sum, ok := columnSums[key]
		if !ok {
			continue
		}
		c := column{Key: key, Name: t.found.names[1][key]}
		c.Hours, c.Time = amount(sum.Spent)
		c.BillableHours, c.Billable = amount(sum.Billable)
		columns = append(columns, c)
	}
	return rows, columns
}

// set is keys that are shown by themselves.
type set map[string]struct{}

func setOf(keys []string) set {
	s := set{}
	for _, key := range keys {
		s[key] = struct{}{}
	}
	return s
}

// or returns the key, or that of the others.
func (s set) or(key string) string {
	if _, ok := s[key]; ok {
		return key
	}
	return others
}

// tableText is the table in few words.
func (o *getWorklogAnalyticsOutput) tableText() string {
	var b strings.Builder
	first, second := o.dimensions[0], o.dimensions[1]
	b.WriteString("\n" + first.String())
	for _, c := range o.Columns {
		b.WriteString(" | " + second.title(c.Key, c.Name))
	}
	b.WriteString(" | total")
	for _, r := range o.Rows {
		b.WriteString("\n" + first.title(r.Key, r.Name))
		for _, c := range o.Columns {
			time := r.Cells[c.Key].Time
			if time == "" {
				time = "–"
			}
			b.WriteString(" | " + time)
		}
		b.WriteString(" | " + r.Time)
	}
	b.WriteString("\ntotal")
	for _, c := range o.Columns {
		b.WriteString(" | " + c.Time)
	}
	b.WriteString(" | " + o.Total)
	return b.String()
}
