// Package server puts the parts together: settings become clients, clients a
// session, and tools an MCP server.
//
// It knows every part by name and what each needs. It does not know what a tool
// does or how a service is spoken to.
package server
