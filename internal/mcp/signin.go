package mcp

import (
	"context"
	"crypto/rand"
	"errors"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/tempo-mcp-server/tempo-mcp-server/tools/kit"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools/say"
)

// signInQuestion is the key of the question in clients of the stateless era.
const signInQuestion = "signIn"

// askToSignIn has the client show the address to the person, where it has said
// that it can; otherwise the model gets it as text. A client that has shown it
// calls again, and then the sign-in is given a moment to be completed.
func askToSignIn(ctx context.Context, req mcpgo.CallToolRequest, help say.Help, result kit.Result, again func() kit.Result) (*mcpgo.CallToolResult, error) {
	if !opensAddresses(ctx) {
		return protocol(result), nil
	}
	question := mcpgo.ElicitationParams{
		Mode: mcpgo.ElicitationModeURL, ElicitationID: rand.Text(), URL: result.SignIn.URL,
		Message: "Sign in to Jira in the browser, so that your worklogs can be looked up and logged.",
	}
	if result.SignIn.Before != nil {
		question.Message = say.Joined(result.SignIn.Words(help), question.Message)
	}
	if !mcpserver.IsModernRequest(ctx) {
		return nil, mcpgo.URLElicitationRequiredError{Elicitations: []mcpgo.ElicitationParams{question}}
	}
	answer := mcpserver.ElicitationResponse(req.Params.InputResponses, signInQuestion)
	switch {
	case answer == nil:
		return mcpserver.NewInputRequestBuilder("").Elicit(signInQuestion, question).ToolResult(), nil
	case answer.Action != mcpgo.ElicitationResponseActionAccept:
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
	var can mcpgo.ClientCapabilities
	if info := mcpserver.RequestProtocolInfoFromContext(ctx); info != nil && info.ClientCapabilities != nil {
		can = *info.ClientCapabilities
	} else if session, ok := mcpserver.ClientSessionFromContext(ctx).(mcpserver.SessionWithClientInfo); ok {
		can = session.GetClientCapabilities()
	}
	return can.Elicitation != nil && can.Elicitation.URL != nil
}
