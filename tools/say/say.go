// Package say is the words of the tools: numbers, durations and rows as models
// read them, and failures with what to do next. It is the only place, beside the
// checks, the terminal and the pages, where text for people is written.
//
// It words what others have found out. It asks no service, and does not know what
// a tool is.
package say
