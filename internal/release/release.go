// Package release says what is published: under which names and version, where,
// and for which machines. Everything that installs the server is made from it:
// packages, manifests, links in the documentation. It knows nothing of how these
// look.
package release

// What is published.
const (
	// Version is the version of the next release, or of the one that is checked
	// out: the one place where it is written by hand. Tags are v and this.
	Version = "0.1.0"

	Name        = "tempo-mcp-server" // of the binary, the npm package and the server
	Title       = "Tempo Timesheets"
	Description = "Keep your time in Tempo Timesheets (Jira Cloud) by talking to an assistant."
	License     = "MIT"
	Author      = "The tempo-mcp-server authors"

	Owner        = "tempo-mcp-server"                 // on GitHub
	Module       = "github.com/" + Owner + "/" + Name // of Go, so that go install finds it
	Repository   = "https://" + Module
	RegistryName = "io.github." + Owner + "/" + Name // in the MCP registry
	NPMScope     = "@" + Owner                       // of the packages for one platform each
)

// Keywords are what people look for.
func Keywords() []string {
	return []string{"mcp", "model-context-protocol", "tempo", "tempo-timesheets", "jira", "worklog", "timesheet", "time-tracking"}
}

// Platform is a kind of machine that there is a binary for.
type Platform struct {
	GOOS, GOARCH string
	NodeOS       string // as Node's process.platform and npm's "os" name it
	NodeCPU      string // as Node's process.arch and npm's "cpu" name it
}

// Platforms lists the kinds of machine in a fixed order.
func Platforms() []Platform {
	return []Platform{
		{"darwin", "arm64", "darwin", "arm64"},
		{"darwin", "amd64", "darwin", "x64"},
		{"linux", "arm64", "linux", "arm64"},
		{"linux", "amd64", "linux", "x64"},
		{"windows", "arm64", "win32", "arm64"},
		{"windows", "amd64", "win32", "x64"},
	}
}

// NPMPackage is the name of the package that holds the platform's binary, such
// as @tempo-mcp-server/linux-x64.
func (p Platform) NPMPackage() string { return NPMScope + "/" + p.NodeOS + "-" + p.NodeCPU }

// Binary is the name of the binary's file.
func (p Platform) Binary() string {
	if p.GOOS == "windows" {
		return Name + ".exe"
	}
	return Name
}
