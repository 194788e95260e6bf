package state_test

import "testing"

// TestSQLite holds the promises of this package against SQLite.
func TestSQLite(t *testing.T) {
	t.Parallel()
	conformance(t, onSQLite)
}

// conformance is what any engine has to pass.
func conformance(t *testing.T, open opener) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, opener){
		"plan": testPlan, "plan taken over": testTakenOver, "plan released": testReleased, "plan kept": testKept, "plan expired": testExpired,
		"takers at once": testTakers, "owners": testOwners, "bad arguments": testBadArguments,
		"turns": testTurns, "turns at once": testTurnsAtOnce, "turn lost": testTurnLost, "clock goes back": testClockBack,
		"journal": testJournal, "unfinished": testUnfinished, "undo": testUndo, "undo in part": testUndoInPart,
		"renamed": testRenamed, "many changes": testManyChanges, "prune": testPrune, "clear": testClear,
		"documents": testDocuments, "canceled": testCanceled, "images": testImages, "prune daily": testPruneDaily,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open)
		})
	}
}
