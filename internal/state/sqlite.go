package state

import _ "modernc.org/sqlite" // the engine
