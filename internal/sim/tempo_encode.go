package sim

import (
	"strconv"
	"time"
)

// worklogWriter returns the function that appends worklogs as Tempo shows them
// to whoever called base. Reflection would be several times as slow, and whole
// years of worklogs come by here.
func worklogWriter(base string) func(b []byte, e *entry) []byte {
	self := `{"self":"` + base + "/4/worklogs/"
	attributes := `},"attributes":{"self":"` + base + "/4/worklogs/"
	return func(b []byte, e *entry) []byte {
		b = append(b, self...)
		b = strconv.AppendInt(b, e.ID, 10)
		b = append(b, `","tempoWorklogId":`...)
		b = strconv.AppendInt(b, e.ID, 10)
		b = append(b, `,"issue":{"self":"`+SiteURL+`/rest/api/2/issue/`...)
		b = strconv.AppendInt(b, e.IssueID, 10)
		b = append(b, `","id":`...)
		b = strconv.AppendInt(b, e.IssueID, 10)
		b = append(b, `},"timeSpentSeconds":`...)
		b = strconv.AppendInt(b, e.TimeSpentSeconds, 10)
		if e.BillableSeconds != nil {
			b = append(b, `,"billableSeconds":`...)
			b = strconv.AppendInt(b, *e.BillableSeconds, 10)
		}
		b = appendMember(b, "startDate", e.StartDate)
		b = appendMember(b, "startTime", e.StartTime)
		b = appendMember(b, "startDateTimeUtc", e.startUTC)
		b = appendMember(b, "description", e.Description)
		b = appendMoment(b, `,"createdAt":"`, e.CreatedAt)
		b = appendMoment(b, `,"updatedAt":"`, e.UpdatedAt)
		b = append(b, `,"author":{"self":"`+SiteURL+`/rest/api/2/user?accountId=`...)
		b = append(b, e.AuthorAccountID...)
		b = append(b, '"')
		b = appendMember(b, "accountId", e.AuthorAccountID)
		b = append(b, attributes...)
		b = strconv.AppendInt(b, e.ID, 10)
		b = append(b, `/work-attribute-values","values":`...)
		b = appendValues(b, e.Attributes)
		return append(b, "}}"...)
	}
}

// appendMember appends a member of an object, unless its value is empty.
func appendMember(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, `,"`...)
	b = append(b, name...)
	b = append(b, `":`...)
	return appendText(b, value)
}

func appendMoment(b []byte, before string, t time.Time) []byte {
	b = append(b, before...)
	b = t.UTC().AppendFormat(b, "2006-01-02T15:04:05Z")
	return append(b, '"')
}

func appendValues(b []byte, values []AttributeValue) []byte {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"key":`...)
		b = appendText(b, v.Key)
		b = append(b, `,"value":`...)
		b = appendText(b, v.Value)
		b = append(b, '}')
	}
	return append(b, ']')
}
