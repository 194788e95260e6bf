package cli_test

import (
	"encoding/binary"
	"encoding/pem"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/cli"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/config"
	"github.com/tempo-mcp-server/tempo-mcp-server/internal/sim"
)

// TestMain makes this binary the program when it is called by the program's
// name, as scripts do.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"tempo-mcp-server": func() {
			os.Exit(cli.Run(cli.System{ //nolint:forbidigo // it is the program's main
				Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
				Version: "v1.2.3", Now: clock(), Local: time.UTC,
			}))
		},
	})
}

// clock runs from the morning of Wednesday, 4 March 2026.
func clock() func() time.Time {
	started := time.Now()
	return func() time.Time {
		return time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC).Add(time.Since(started))
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			for _, v := range config.Variables() {
				env.Setenv(v.Name, "")
			}
			env.Setenv("HTTPS_PROXY", "")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // or every command takes a second more with the race detector
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sim":   startSim,
			"exits": exits,
			"mode":  mode,
			"utf16": asUTF16,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// startSim serves the example site until the end of the script and sets the
// variables that lead there. Its arguments are:
//
//	scopes=a:view,b:manage  the Tempo token has these scopes only
//	scoped-jira             the Jira token is one with scopes
//	bearer=TOKEN            Jira takes this token too
//	401=/path  500=/path    what lies below the path is answered so
//	tls                     serve https, and write the certificate to ca.pem
//	region=eu               serve https under the real names, through a proxy
func startSim(ts *testscript.TestScript, _ bool, args []string) {
	site := sim.Demo(clock()())
	listen := serve
	for _, arg := range args {
		key, value, _ := strings.Cut(arg, "=")
		status, err := strconv.Atoi(key)
		switch {
		case key == "scopes":
			site.TempoScopes = strings.Split(value, ",")
		case key == "scoped-jira":
			site.ScopedJiraToken = true
		case key == "bearer":
			site.JiraBearer = value
		case key == "tls":
			listen = serveTLS
		case key == "region":
			site.Region, site.StrictHost = value, true
		case err == nil:
			site.AddFault(sim.Fault{PathPrefix: value, Status: status})
		default:
			ts.Fatalf("unknown argument %s", arg)
		}
	}
	address := map[string]string{"JIRA_BASE_URL": sim.SiteURL}
	if site.StrictHost {
		address["HTTPS_PROXY"] = serveProxy(ts, strings.TrimPrefix(serveTLS(ts, site), "https://"))
	} else {
		url := listen(ts, site)
		address = map[string]string{"TEMPO_BASE_URL": url + "/4", "JIRA_BASE_URL": url, "ATLASSIAN_API_URL": url}
	}
	for _, name := range []string{"TEMPO_BASE_URL", "JIRA_BASE_URL", "ATLASSIAN_API_URL", "HTTPS_PROXY"} {
		ts.Setenv(name, address[name])
	}
	ts.Setenv("TEMPO_API_TOKEN", sim.TempoToken)
	ts.Setenv("JIRA_EMAIL", sim.Email)
	ts.Setenv("JIRA_API_TOKEN", sim.JiraToken)
	ts.Setenv("TEMPO_MCP_MAX_RETRIES", "0")
}

func serve(ts *testscript.TestScript, handler http.Handler) string {
	server := httptest.NewServer(handler)
	ts.Defer(server.Close)
	return server.URL
}

func serveTLS(ts *testscript.TestScript, handler http.Handler) string {
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo) // refused certificates
	server.StartTLS()
	ts.Defer(server.Close)
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), certificate, 0o600))
	return server.URL
}

// exits runs a command that must end with an exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](ts.Exec(args[1], args[2:]...)); ok {
		code = exit.ExitCode()
	}
	if want := args[0]; strconv.Itoa(code) != want {
		ts.Fatalf("got exit code %d, want %s\n%s%s", code, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// mode checks the permissions of a file.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[0] {
		ts.Fatalf("%s: got mode %s, want %s", args[1], got, args[0])
	}
}

// asUTF16 copies a file as PowerShell would write it.
func asUTF16(ts *testscript.TestScript, _ bool, args []string) {
	text := []byte("\xff\xfe")
	for _, unit := range utf16.Encode([]rune(ts.ReadFile(args[0]))) {
		text = binary.LittleEndian.AppendUint16(text, unit)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), text, 0o600))
}

// words is what a program says, for whoever looks while it speaks.
type words struct {
	mu   sync.Mutex
	said strings.Builder
}

// Write implements [io.Writer].
func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.said.Write(p)
}

// String implements [fmt.Stringer].
func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.said.String()
}
