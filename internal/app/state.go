package app

import (
	"path/filepath"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/state"
)

// StateFile is where the state is kept, whether or not it is used; "" when there is no
// folder for it, as in a demo.
func StateFile(c config.Config) string {
	if c.Dir == "" {
		return ""
	}
	return filepath.Join(c.Dir, "state.db")
}

// State is the state in the file, for commands about it. It is opened at the first need.
func State(sys System, c config.Config) *state.Lazy {
	return state.NewLazy(state.Options{Path: StateFile(c), Now: sys.Now, Logger: sys.Logger})
}

// stateFile is where the state of calls is kept. Without a journal it lives in memory.
func stateFile(c config.Config) string {
	if !c.Journal {
		return ""
	}
	return StateFile(c)
}
