package tokenfile

import (
	"errors"
	"io/fs"
)

// Problem is what is wrong with the token file or its folder.
type Problem string

// The problems.
const (
	IsFolder   Problem = "is a folder"
	IsLink     Problem = "is a link"
	IsOther    Problem = "is not a plain file"
	NotFolder  Problem = "is not a folder"
	Unreadable Problem = "cannot be read"
	Unwritable Problem = "cannot be written"
	Locked     Problem = "is locked by another process"
)

// FileError is a problem with the token file, its lock or its folder. Its content
// is what it was before.
type FileError struct {
	Path    string
	Problem Problem
	Err     error // the cause, or nil
}

// Error names the path and the problem.
func (e *FileError) Error() string {
	text := e.Path + " " + string(e.Problem)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// Permanent reports that to try again at once does not help.
func (e *FileError) Permanent() bool { return e.Problem != Locked }

// fileError makes a FileError out of what the system says, without the path that
// it says too.
func fileError(path string, problem Problem, err error) error {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	return &FileError{Path: path, Problem: problem, Err: err}
}

// oddity says what a path is that should be a plain file, or "" when it is one.
func oddity(mode fs.FileMode) Problem {
	switch {
	case mode.IsRegular():
		return ""
	case mode.IsDir():
		return IsFolder
	case mode&fs.ModeSymlink != 0:
		return IsLink
	default:
		return IsOther
	}
}
