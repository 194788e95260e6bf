package change

// AttributeError is Tempo's refusal of a worklog that lacks work attributes which
// the organization requires, with what is needed to name them. Nothing was written.
type AttributeError struct {
	Cause   error       // Tempo's refusal, a [tempo.Error]
	Missing []Attribute // in the order in which Tempo names them
}

// Error tells Tempo's refusal.
func (e *AttributeError) Error() string { return e.Cause.Error() }

// Unwrap returns Tempo's refusal.
func (e *AttributeError) Unwrap() error { return e.Cause }

// Attribute is a work attribute that a worklog lacks.
type Attribute struct {
	Key   string
	Name  string // as Tempo's refusal names it
	Type  string // such as ACCOUNT or STATIC_LIST; "" when not known
	Known bool   // Tempo lists the attribute, so that its type and its choices are known
	// Choices are the values that it takes: the entries of a list, or the accounts
	// that are open. There are none where any text will do.
	Choices []Choice
	// ChoicesErr is why the attribute or its choices could not be looked up, or nil.
	ChoicesErr error
}

// Choice is a value of a work attribute, with the label that people know it by.
type Choice struct {
	Value string // the id of a list's entry, the key of an account
	Label string // the name of the account or of the entry; "" when it has none
}
