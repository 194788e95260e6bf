// Package state keeps what outlives a call: plans, the journal of changes, whose turn it
// is, and documents such as timers and templates. It knows who may write what at which
// moment, and nothing of what it keeps: payloads, images and results are JSON of its
// callers. It has no words for people; what goes wrong is a typed error.
//
// Everything belongs to an owner, a text that names a person without telling who it is;
// nothing of one owner is ever found under another.
//
// # Exactly once
//
// A plan or a change is written by whoever has a [Hold] on it. A hold is a lease in a
// row: it runs out when nobody renews it, so that the next one takes over from a process
// that was killed. Each taking has a number of its own; a holder that was merely slow
// finds that its number is no longer the newest, and gets [ErrLost]. Nothing is locked
// while a request is under way.
//
// # The file
//
// The store is an SQLite file in WAL mode, shared by several processes of one machine.
// WAL needs memory that these processes share through the file called -shm beside it. So
// all of them must run on one machine: a folder that comes over a network (NFS, SMB, also
// a mapped drive of Windows, or a folder of Windows seen from a container) may only be
// used by one of them at a time, if its locks work at all. Where there is no shared
// memory, SQLite goes on with a rollback journal, which is as safe and slower; a line of
// the log says so. On Windows a file that a process has open cannot be moved: a damaged
// one is moved aside only when no other process uses it.
//
// Nothing happens before [Open]; a [Lazy] opens at the first need.
package state
