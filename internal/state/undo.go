package state

import "context"

// stand notes that a step stands, or no longer does. If it takes back another one, that
// one then stands no longer, or again; and so on, as far as undoing was undone.
func (t *tx) stand(ctx context.Context, owner, id string, number int, stands bool) error {
	if _, err := t.exec(ctx, `UPDATE steps SET stands = ? WHERE owner = ? AND change_id = ? AND number = ?`,
		bit(stands), owner, id, number); err != nil {
		return err
	}
	for {
		if err := t.count(ctx, owner, id); err != nil {
			return err
		}
		var undone string
		var step int
		if err := t.row(ctx, `SELECT c.undoes, p.undoes FROM changes c JOIN steps p ON p.owner = c.owner AND p.change_id = c.id
			WHERE c.owner = ? AND c.id = ? AND p.number = ?`, []any{owner, id, number}, &undone, &step); err != nil {
			return err
		}
		if undone == "" {
			return nil
		}
		turned, err := t.turnOver(ctx, owner, undone, step, id, stands)
		if err != nil || !turned {
			return err
		}
		id, number, stands = undone, step, !stands
	}
}

// turnOver has a step no longer stand, since by takes it back; or stand again, since by
// does not any more. It reports whether that changes anything: what was undone already
// stays undone by whoever was first.
func (t *tx) turnOver(ctx context.Context, owner, id string, number int, by string, undone bool) (bool, error) {
	query := `UPDATE steps SET stands = 1 WHERE stands = 0 AND undone_by = ?`
	if undone {
		query = `UPDATE steps SET stands = 0, undone_by = ? WHERE stands = 1`
	}
	n, err := t.exec(ctx, query+` AND owner = ? AND change_id = ? AND number = ? AND outcome = 'done'`, by, owner, id, number)
	return n > 0, err
}

// count notes how many steps of a change stand.
func (t *tx) count(ctx context.Context, owner, id string) error {
	_, err := t.exec(ctx, `UPDATE changes SET standing = (SELECT COUNT(*) FROM steps WHERE owner = ? AND change_id = ? AND stands = 1)
		WHERE owner = ? AND id = ?`, owner, id, owner, id)
	return err
}

func bit(is bool) int {
	if is {
		return 1
	}
	return 0
}
