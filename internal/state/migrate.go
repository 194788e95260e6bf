package state

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strings"
)

// migrations make the schema, one file a step. Files that were published are never
// changed: another one is added. Each must leave what the program before it needs.
//
//go:embed migrations/*.sql
var migrations embed.FS

// newest is the number of the newest migration.
func newest() int {
	files, _ := migrations.ReadDir("migrations") // it is in the program
	return len(files)
}

// migrate brings the schema up to date. Who comes at the same time waits for it.
func (s *Store) migrate(ctx context.Context, have int) error {
	return s.write(ctx, "bring the schema up to date", func(t *tx) (err error) {
		if have == newest() { // a write of nothing finds out whether writing is allowed
			_, err := t.exec(ctx, `DELETE FROM migrations WHERE version < 0`)
			return err
		}
		if have, err = t.schema(ctx); err != nil {
			return err
		}
		files, err := migrations.ReadDir("migrations") // by name
		if err != nil {
			return err
		}
		for n := have; n < len(files); n++ {
			if err := t.apply(ctx, n+1, files[n].Name()); err != nil {
				return fmt.Errorf("%s: %w", files[n].Name(), err)
			}
		}
		return nil
	})
}

// schema returns how many migrations were made; more than known is a NewerError.
func (t *tx) schema(ctx context.Context) (int, error) {
	var tables int
	if err := t.row(ctx, t.s.engine.migrated, nil, &tables); err != nil || tables == 0 {
		return 0, err
	}
	var version sql.NullInt64
	if err := t.row(ctx, `SELECT MAX(version) FROM migrations`, nil, &version); err != nil {
		return 0, err
	}
	if have := int(version.Int64); have > newest() {
		return 0, &NewerError{Have: have, Want: newest()}
	}
	return int(version.Int64), nil
}

// tables fails when one is not there.
func (t *tx) tables(ctx context.Context) error {
	for _, name := range []string{"owners", "plans", "entries", "turns", "changes", "steps", "renames", "documents"} {
		var none int
		if err := t.row(ctx, `SELECT COUNT(*) FROM `+name+` WHERE owner = ''`, nil, &none); err != nil {
			return err
		}
	}
	return nil
}

// apply makes one migration.
func (t *tx) apply(ctx context.Context, version int, file string) error {
	text, err := migrations.ReadFile("migrations/" + file)
	if err != nil {
		return err
	}
	const table = `CREATE TABLE IF NOT EXISTS migrations (version BIGINT NOT NULL PRIMARY KEY, made_at BIGINT NOT NULL)`
	for statement := range strings.SplitSeq(table+";\n"+t.s.engine.schema(string(text)), ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := t.exec(ctx, statement); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, `INSERT INTO migrations (version, made_at) VALUES (?, ?)`, version, t.s.ms())
	return err
}
