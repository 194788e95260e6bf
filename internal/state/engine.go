package state

import (
	"context"
	"database/sql"
)

// engine is what the two databases do not have in common. All queries are written once,
// with ? for arguments.
type engine struct {
	bind   func(query string) string // puts the engine's placeholders into a query
	schema func(text string) string  // puts the engine's types into a migration
	// migrated counts the tables called migrations: none or one.
	migrated string
	// kind returns which of this package's errors one of the engine is, or nil.
	kind func(error) error
	// odd reports whether a statement does not fit what is in the store. Since ours do,
	// somebody else has changed it, or it is damaged where the engine does not see it.
	odd func(error) bool
	// check looks whether the store is damaged all through.
	check func(context.Context, *sql.DB) error
	// wipe leaves nothing of what was deleted in the files.
	wipe func(context.Context, *sql.DB) error
}

func same(text string) string { return text }
