// Package process lets tests have another process of the program for whom the system is
// less generous: with no room for files, or without the privileges of root. It is for
// tests only.
package process
