package state

import "context"

// Clear forgets everything of an owner, or of all when owner is "", and leaves nothing
// of it in the bytes of the files; damaged files that were moved aside go with all.
func (s *Store) Clear(ctx context.Context, owner string) error { panic("later") }

// Prune forgets changes older than 90 days, and plans that expired a week ago.
func (s *Store) Prune(ctx context.Context) error { panic("later") }
