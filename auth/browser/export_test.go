package browser

// Openers is looked at from outside.
var Openers = openers
