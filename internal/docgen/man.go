package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/cli"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
	"github.com/tempo-mcp-server/tempo-mcp-server/tools"
)

// manual writes the manual page of the program with all its commands, in the
// macros of man(7). One page for all can be searched, and the commands are few.
func manual(root *cobra.Command, date time.Time) string {
	p := &page{}
	fmt.Fprintf(p, ".TH %s 1 %s \"%s\" \"User Commands\"\n", escape(strings.ToUpper(release.Name)), date.UTC().Format(time.DateOnly), escape(release.Name)+" "+release.Version)
	p.macro("SH", "NAME")
	p.line(release.Name + " - " + lowerFirst(strings.TrimSuffix(release.Description, ".")))
	p.macro("SH", "SYNOPSIS")
	p.macro("B", release.Name)
	p.line("[FLAGS]")
	p.macro("br")
	p.macro("B", release.Name)
	p.line("[FLAGS] COMMAND [ARGUMENTS]")
	p.macro("SH", "DESCRIPTION")
	p.text(root.Long)
	p.text("It is set up once, in the client's configuration or in the environment; "+release.Name+" doctor says what is missing.",
		"--demo puts a built-in example site behind any command, and needs no account.")
	p.macro("SH", "EXAMPLES")
	p.verbatim(root.Example)
	p.macro("SH", "OPTIONS")
	p.verbatim(flags(root))
	p.macro("SH", "COMMANDS")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			p.command(c)
		}
	}
	p.macro("SH", "TOOLS")
	p.text("A client's assistant calls these, and so does the command call. The command tools lists their arguments.")
	for _, t := range tools.All() {
		p.item(t.Name, t.Description)
	}
	p.environment()
	p.macro("SH", "FILES")
	p.item("~/.tempo-mcp-server/tokens.json", "Sign-ins to Jira by OAuth, readable by nobody else. TEMPO_MCP_CONFIG_DIR puts it elsewhere.")
	p.macro("SH", "EXIT STATUS")
	p.item("0", "What was asked was done. The server ends so when its input does.")
	p.item("1", "The command could not do what was asked; standard error says why.")
	p.item("2", "The command line is wrong.")
	p.macro("SH", "SEE ALSO")
	p.text(release.Repository)
	return p.String()
}

// page collects the source of a manual page.
type page struct {
	strings.Builder
	begun bool // a section without text so far, which needs no macro for a paragraph
}

func (p *page) macro(name string, args ...string) {
	if name == "PP" && p.begun {
		p.begun = false
		return
	}
	p.begun = name == "SH" || name == "SS"
	p.WriteString("." + name)
	for _, arg := range args {
		p.WriteString(` "` + escape(arg) + `"`)
	}
	p.WriteByte('\n')
}

// line writes a line of text, which must not read as a macro.
func (p *page) line(s string) {
	p.begun = false
	if strings.HasPrefix(s, ".") {
		p.WriteString(`\&`)
	}
	p.WriteString(escape(s) + "\n")
}

// text writes paragraphs.
func (p *page) text(paragraphs ...string) {
	for _, paragraph := range paragraphs {
		p.macro("PP")
		for line := range strings.Lines(paragraph) {
			p.line(strings.TrimSpace(line))
		}
	}
}

// item writes a term and what it means.
func (p *page) item(term, meaning string) {
	p.macro("TP")
	p.macro("B", term)
	p.line(meaning)
}

// verbatim writes lines as they are, without their common indent of two.
func (p *page) verbatim(lines string) {
	p.macro("PP")
	p.macro("nf")
	for line := range strings.Lines(lines) {
		p.line(strings.TrimPrefix(strings.TrimRight(line, "\n"), "  "))
	}
	p.macro("fi")
}

func (p *page) command(c *cobra.Command) {
	p.macro("SS", c.Use)
	if c.HasExample() {
		p.verbatim(c.Example)
	}
	long := c.Long
	if long == "" {
		long = c.Short + "."
	}
	p.text(long)
	if own := flags(c); own != "" {
		p.verbatim(own)
	}
}

// flags is what help says of a command's own flags, but for --help, which all
// have.
func flags(c *cobra.Command) string {
	var b strings.Builder
	for line := range strings.Lines(c.LocalFlags().FlagUsagesWrapped(72)) {
		if !strings.Contains(line, "--help ") {
			b.WriteString(strings.TrimPrefix(line, "    "))
		}
	}
	return b.String()
}

func (p *page) environment() {
	p.macro("SH", "ENVIRONMENT")
	p.text("The settings. --env-file reads the same names from a file; the environment wins, and empty values count as not set.")
	for _, v := range config.Variables() {
		meaning := v.Help()
		switch v.Need {
		case "":
		case "always":
			meaning += " Needed."
		default:
			meaning += " Needed for " + v.Need + "."
		}
		if v.Default != "" {
			meaning += " Default: " + v.Default + "."
		}
		p.item(v.Name, meaning)
	}
	p.item("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "The proxy, and the hosts that need none.")
}

// escape keeps characters what they are in a manual page: a hyphen that can be
// copied into a shell, straight quotes, backslashes.
func escape(s string) string {
	return strings.NewReplacer(
		`\`, `\e`, "-", `\-`, "'", `\(aq`, `"`, `\(dq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`,
	).Replace(s)
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// extras are the files beside the binary in every package, by name.
func extras(date time.Time) (map[string][]byte, error) {
	root := cli.Commands()
	files := map[string][]byte{release.Name + ".1": []byte(manual(root, date))}
	for file, shell := range map[string]string{
		release.Name + ".bash": "bash", "_" + release.Name: "zsh", release.Name + ".fish": "fish", release.Name + ".ps1": "powershell",
	} {
		var b strings.Builder
		if err := cli.WriteCompletion(&b, root, shell); err != nil {
			return nil, fmt.Errorf("completion for %s: %w", shell, err)
		}
		files[file] = []byte(b.String())
	}
	return files, nil
}
