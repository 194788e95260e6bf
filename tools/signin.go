package tools

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// SignInError is the error of a [Resolve] when the person has to sign in at an
// address first.
type SignInError struct {
	URL string
	// Wait waits a moment for the sign-in, and returns nil when it is done.
	Wait func(context.Context) error
}

// Error tells what to do, for a model and the person behind it.
func (e *SignInError) Error() string {
	return fmt.Sprintf("Nobody is signed in to Jira yet, so nothing was asked or written. Ask the person to open this address in a browser on the computer where this server runs, and to accept within five minutes; then call the tool again:\n%s", e.URL)
}

// signInQuestion is the key of the question in clients of the stateless era.
const signInQuestion = "signIn"

// askToSignIn has the client show the address to the person, where it has said
// that it can; otherwise the model gets it as text. A client that has shown it
// calls again, and then the sign-in is given a moment to be completed.
func askToSignIn(ctx context.Context, req mcp.CallToolRequest, result Result, again func() Result) (*mcp.CallToolResult, error) {
	if !opensAddresses(ctx) {
		return result.protocol(), nil
	}
	question := mcp.ElicitationParams{
		Mode: mcp.ElicitationModeURL, ElicitationID: rand.Text(), URL: result.signIn.URL,
		Message: "Sign in to Jira in the browser, so that your worklogs can be looked up and logged.",
	}
	if !server.IsModernRequest(ctx) {
		return nil, mcp.URLElicitationRequiredError{Elicitations: []mcp.ElicitationParams{question}}
	}
	answer := server.ElicitationResponse(req.Params.InputResponses, signInQuestion)
	switch {
	case answer == nil:
		return server.NewInputRequestBuilder("").Elicit(signInQuestion, question).ToolResult(), nil
	case answer.Action != mcp.ElicitationResponseActionAccept:
		result.Text = "The person did not want to sign in to Jira now, so nothing was asked or written. Ask them before calling the tool again."
		return result.protocol(), nil
	}
	err := result.signIn.Wait(ctx)
	switch {
	case err == nil:
		return again().protocol(), nil
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		// Not done yet: the address is still good, and the text has it.
	default:
		result.Text = sentence(err.Error()) + " Nothing was asked or written. To start the sign-in again, call the tool again."
	}
	return result.protocol(), nil
}

// opensAddresses reports whether the client has declared that it can show an
// address to the person.
func opensAddresses(ctx context.Context) bool {
	var can mcp.ClientCapabilities
	if info := server.RequestProtocolInfoFromContext(ctx); info != nil && info.ClientCapabilities != nil {
		can = *info.ClientCapabilities
	} else if session, ok := server.ClientSessionFromContext(ctx).(server.SessionWithClientInfo); ok {
		can = session.GetClientCapabilities()
	}
	return can.Elicitation != nil && can.Elicitation.URL != nil
}
