// Package house measures the project's own source: how long files and functions
// are, whether everything exported says what it is, and what has one place. It holds
// tests only.
package house
