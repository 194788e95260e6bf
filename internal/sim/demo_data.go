package sim

// The people, issues and texts of the demo's team. All of them are invented.

const (
	demoBen   = "712020:5d1f0c2a-1111-4222-8333-000000000001"
	demoChloe = "712020:5d1f0c2a-1111-4222-8333-000000000002"
	demoDara  = "712020:5d1f0c2a-1111-4222-8333-000000000003"
)

const (
	accountAttribute  = "_Account_"
	workTypeAttribute = "_WorkType_"

	workDevelopment = "5f0c0f0e-0000-4000-8000-000000000001"
	workMeeting     = "5f0c0f0e-0000-4000-8000-000000000002"
	workReview      = "5f0c0f0e-0000-4000-8000-000000000003"
	workSupport     = "5f0c0f0e-0000-4000-8000-000000000004"
)

// demoIssue is an issue with what people write when they log time on it.
type demoIssue struct {
	Issue
	workType string
	notes    []string
}

func demoUsers() []User {
	return []User{
		{AccountID: AccountID, DisplayName: "Ada Marlow", Email: Email, Locale: "en_US", Reviewers: []string{demoDara}},
		{AccountID: demoBen, DisplayName: "Ben Okafor", Email: "ben@example.com", TimeZone: "Europe/London", Viewable: true, Reviewers: []string{demoDara}},
		{AccountID: demoChloe, DisplayName: "Chloé Laurent", EmailHidden: true, TimeZone: "Europe/Paris", Viewable: true, Reviewers: []string{AccountID}},
		{AccountID: demoDara, DisplayName: "Dara Singh", Email: "dara@example.com", EmailHidden: true},
	}
}

func demoProjects() []Project {
	return []Project{
		{Key: "ATLAS", Name: "Atlas Platform"},
		{Key: "MOBI", Name: "Mobile App"},
		{Key: "OPS", Name: "Operations"},
		{Key: "INT", Name: "Internal"},
	}
}

func demoAccounts() []Account {
	return []Account{
		{ID: 7, Key: "CLOUDBAY_DEVELOPMENT", Name: "Cloudbay: Development", Category: "Development", Customer: "Cloudbay", Projects: []string{"ATLAS"}},
		{ID: 8, Key: "NORTHWIND_MOBILE", Name: "Northwind: Mobile", Category: "Development", Customer: "Northwind", Projects: []string{"MOBI"}},
		{ID: 9, Key: "CLOUDBAY_SUPPORT", Name: "Cloudbay: Support", Category: "Support", Customer: "Cloudbay", Projects: []string{"OPS"}},
		{ID: 10, Key: "INTERNAL", Name: "Internal", Global: true, Projects: []string{"INT"}},
		{ID: 11, Key: "CLOUDBAY_PILOT", Name: "Cloudbay: Pilot", Status: accountClosed, Customer: "Cloudbay"},
	}
}

func demoAttributes() []WorkAttribute {
	return []WorkAttribute{
		{Key: accountAttribute, Name: "Account", Type: "ACCOUNT"},
		{
			Key: workTypeAttribute, Name: "Work Type", Type: "STATIC_LIST",
			Values: []string{workDevelopment, workMeeting, workReview, workSupport},
			Names: map[string]string{
				workDevelopment: "Development", workMeeting: "Meeting", workReview: "Review", workSupport: "Support",
			},
		},
		{Key: "_Remote_", Name: "Remote", Type: "CHECKBOX"},
	}
}

// demoMeetings are the issues that the day begins with.
func demoMeetings() []demoIssue {
	return []demoIssue{
		{Issue{Key: "INT-2", Summary: "Daily stand-up", AccountID: 10}, workMeeting, []string{"Stand-up"}},
		{Issue{Key: "INT-3", Summary: "Sprint planning and retrospective", AccountID: 10}, workMeeting, []string{
			"Sprint planning", "Retrospective", "Backlog refinement",
		}},
	}
}

// demoEpics hold other issues, and nobody logs time on them.
func demoEpics() []Issue {
	return []Issue{
		{Key: "ATLAS-1", Summary: "Search that people trust", Type: "Epic"},
		{Key: "ATLAS-2", Summary: "Billing without surprises", Type: "Epic"},
		{Key: "MOBI-1", Summary: "Work offline", Type: "Epic"},
		{Key: "OPS-1", Summary: "Quiet nights", Type: "Epic"},
		{Key: "INT-1", Summary: "Internal work", Type: "Epic"},
	}
}

// demoWork are the issues that the rest of the day goes into.
func demoWork() []demoIssue {
	task := func(key, parent, summary, status string, account int64, kind string, notes ...string) demoIssue {
		issue := Issue{Key: key, Parent: parent, Summary: summary, Status: status, AccountID: account, Assignee: AccountID}
		return demoIssue{Issue: issue, workType: kind, notes: notes}
	}
	list := []demoIssue{
		task("ATLAS-14", "ATLAS-1", "Rank exact matches first", "Done", 7, workDevelopment,
			"Scoring of exact matches", "Tests for the ranking", "Compare old and new results"),
		task("ATLAS-17", "ATLAS-1", "Index attachments in the background", "In Progress", 7, workDevelopment,
			"Queue for the indexer", "Back off when the store is busy", "Measure indexing time"),
		task("ATLAS-21", "ATLAS-1", "Search box loses focus on Safari", "Done", 7, workDevelopment,
			"Reproduce on Safari", "Keep focus after results arrive"),
		task("ATLAS-23", "ATLAS-2", "Show taxes on the invoice preview", "In Review", 7, workDevelopment,
			"Tax lines in the preview", "Rounding of totals", "Review comments"),
		task("ATLAS-25", "ATLAS-2", "Retry failed card payments", "In Progress", 7, workDevelopment,
			"Retry schedule", "Mails about failed payments", ""),
		task("MOBI-8", "MOBI-1", "Keep drafts when the network is gone", "Done", 8, workDevelopment,
			"Local store for drafts", "Conflict dialog", "Sync after reconnecting"),
		task("MOBI-11", "MOBI-1", "App starts slowly on old phones", "In Progress", 8, workDevelopment,
			"Profile cold start", "Load fonts later", "Smaller start bundle"),
		task("MOBI-12", "MOBI-1", "Crash when rotating during upload", "To Do", 8, workDevelopment,
			"Read crash reports", "Guard the upload view"),
		task("OPS-5", "OPS-1", "Alerts that nobody acts on", "In Progress", 9, workSupport,
			"Go through last week's alerts", "Remove stale alerts", "Thresholds for disk alerts"),
		task("OPS-7", "OPS-1", "Upgrade the database to the next major version", "In Review", 9, workSupport,
			"Rehearse the upgrade", "Upgrade staging", "Check slow queries after the upgrade"),
		task("INT-6", "INT-1", "Code reviews", "In Progress", 10, workReview,
			"Reviews for Ben", "Reviews for Chloé", "Review of the payment retries"),
		task("INT-9", "INT-1", "Interviews", "In Progress", 10, workMeeting,
			"Interview, backend", "Interview notes"),
	}
	list[3].OldKeys = []string{"WEB-77"}
	list[3].OriginalEstimate, list[3].RemainingEstimate = 5*28800, new(int64(28800))
	list[4].OriginalEstimate, list[4].RemainingEstimate = 10*28800, new(int64(4*28800))
	list[6].OriginalEstimate = 3 * 28800
	return list
}
