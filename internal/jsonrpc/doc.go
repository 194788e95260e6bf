// Package jsonrpc reads and writes JSON-RPC 2.0 (https://www.jsonrpc.org/specification)
// as the transports of the Model Context Protocol have it: one message a line, ids that
// are strings or integers, and batches where they have been agreed on.
//
// It knows lines, messages, ids and errors, and keeps every part of a message as it
// came, byte for byte. It does not know what a method means, and no other package of
// ours.
package jsonrpc
