package mcp

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// signInQuestion is the key of the question in clients of the stateless era.
const signInQuestion = "signIn"

// askToSignIn has the client show the address to the person, where it has said
// that it can; otherwise the model gets it as text. A client that has shown it
// calls again, and then the sign-in is given a moment to be completed.
func askToSignIn(ctx context.Context, req mcp.CallToolRequest, help say.Help, result kit.Result, again func() kit.Result) (*mcp.CallToolResult, error) {
	if !opensAddresses(ctx) {
		return protocol(result), nil
	}
	question := mcp.ElicitationParams{
		Mode: mcp.ElicitationModeURL, ElicitationID: rand.Text(), URL: result.SignIn.URL,
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
		result.Text = "The person did not want to sign in to Jira now, so nothing was asked or written. " + help.SignInDenied
		return protocol(result), nil
	}
	err := result.SignIn.Wait(ctx)
	switch {
	case err == nil:
		return protocol(again()), nil
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		// Not done yet: the address is still good, and the text has it.
	default:
		result.Text = say.Sentence(help.Explain(err)) + " Nothing was asked or written. " + help.Again
	}
	return protocol(result), nil
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
