package auth_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/auth"
)

// TestStrayRequests sends what a sign-in must not take for its callback, and then
// the callback, which must still work.
func TestStrayRequests(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	signIn := b.begin(b.oauth())
	state := stateOf(t, signIn)
	here := b.app.CallbackURL()
	good := here + "?code=abc&state=" + state
	strays := []struct {
		name, method, address string
		header                map[string]string
		want                  int
	}{
		{"icon", "GET", strings.Replace(here, "/callback", "/favicon.ico", 1), nil, http.StatusNotFound},
		{"root", "GET", strings.Replace(here, "/callback", "/", 1), nil, http.StatusNotFound},
		{"longer path", "GET", strings.Replace(good, "/callback", "/callback/", 1), nil, http.StatusNotFound},
		{"no query", "GET", here, nil, http.StatusBadRequest},
		{"no state", "GET", here + "?code=abc", nil, http.StatusBadRequest},
		{"empty state", "GET", here + "?code=abc&state=", nil, http.StatusBadRequest},
		{"wrong state", "GET", here + "?code=abc&state=" + strings.ToLower(state), nil, http.StatusBadRequest},
		{"half a state", "GET", here + "?code=abc&state=" + state[:20], nil, http.StatusBadRequest},
		{"two states", "GET", good + "&state=" + state, nil, http.StatusBadRequest},
		{"two codes", "GET", good + "&code=def", nil, http.StatusBadRequest},
		{"no code", "GET", here + "?state=" + state, nil, http.StatusBadRequest},
		{"control character in the code", "GET", here + "?code=a%00b&state=" + state, nil, http.StatusBadRequest},
		{"broken query", "GET", good + "&x=%zz", nil, http.StatusBadRequest},
		{"error without state", "GET", here + "?error=access_denied", nil, http.StatusBadRequest},
		{"error with HTML and a wrong state", "GET", here + "?state=x&error=" + url.QueryEscape("<script>alert(1)</script>"), nil, http.StatusBadRequest},
		{"post", "POST", good, nil, http.StatusMethodNotAllowed},
		{"head", "HEAD", good, nil, http.StatusMethodNotAllowed},
		{"preflight", "OPTIONS", good, map[string]string{"Origin": "https://evil.example"}, http.StatusMethodNotAllowed},
		{"another name for this computer", "GET", good, map[string]string{"Host": "evil.example:" + strconv.Itoa(b.app.CallbackPort)}, http.StatusMisdirectedRequest},
		{"another port", "GET", good, map[string]string{"Host": "localhost:1"}, http.StatusMisdirectedRequest},
		{"no port", "GET", good, map[string]string{"Host": "localhost"}, http.StatusMisdirectedRequest},
		{"a script elsewhere", "GET", good, map[string]string{"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		{"an image elsewhere", "GET", good, map[string]string{"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, http.StatusForbidden},
		{"a frame elsewhere", "GET", good, map[string]string{"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, http.StatusForbidden},
		{"in advance", "GET", good, map[string]string{"Sec-Purpose": "prefetch"}, http.StatusForbidden},
		{"long state", "GET", here + "?code=abc&state=" + strings.Repeat("s", 16<<10), nil, http.StatusRequestURITooLong},
		{"code of 1 MB", "GET", here + "?state=" + state + "&code=" + strings.Repeat("c", 1<<20), nil, http.StatusRequestHeaderFieldsTooLarge},
	}
	for _, stray := range strays { // one sign-in for all: none may end it
		status, header, page := b.fetch(stray.method, stray.address, stray.header)
		if status != stray.want {
			t.Errorf("%s: got %d, want %d", stray.name, status, stray.want)
		}
		if status != http.StatusRequestHeaderFieldsTooLarge {
			checkPage(t, header, page)
		}
		if strings.Contains(page, "alert(1)") {
			t.Errorf("%s: the page repeats the query:\n%s", stray.name, page)
		}
	}
	if b.exchanges != 0 {
		t.Errorf("%d codes were exchanged", b.exchanges)
	}
	browser := map[string]string{"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"}
	if status, _, page := b.fetch(http.MethodGet, signIn.URL(), browser); status != http.StatusOK {
		t.Errorf("the callback got %d:\n%s", status, page)
	}
	if err := signIn.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestOneCallback sends the callback twice while the first is being worked on.
func TestOneCallback(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	arrived, proceed := make(chan bool), make(chan bool)
	b.rotated = func() { arrived <- true; <-proceed }
	signIn := b.begin(b.oauth())
	var first sync.WaitGroup
	first.Go(func() {
		if status, _, _ := b.open(signIn.URL()); status != http.StatusOK {
			t.Errorf("the first got %d", status)
		}
	})
	<-arrived
	status, header, page := b.open(b.callback(signIn, url.Values{"code": {"second"}}))
	if status != http.StatusConflict || !strings.Contains(page, "answered once") {
		t.Errorf("the second got %d:\n%s", status, page)
	}
	checkPage(t, header, page)
	proceed <- true
	first.Wait()
	if err := signIn.Wait(t.Context()); err != nil || b.exchanges != 1 {
		t.Errorf("got %v after %d exchanges", err, b.exchanges)
	}
}

// TestBrowserLeaves closes the page before the sign-in is through.
func TestBrowserLeaves(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	signIn := b.begin(b.oauth())
	code := b.consent(signIn)
	conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(b.app.CallbackPort))
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(b.callback(signIn, url.Values{"code": {code}}))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", back.RequestURI(), back.Host)
	if err := signIn.Wait(t.Context()); err != nil {
		t.Error(err)
	}
	_ = conn.Close()
	if b.loaded().AccessToken == "" {
		t.Error("no token was kept")
	}
}

// TestSilentBrowser opens a connection and says nothing, which holds up nobody.
func TestSilentBrowser(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	signIn := b.begin(b.oauth())
	conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(b.app.CallbackPort))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if status, _, _ := b.open(signIn.URL()); status != http.StatusOK {
		t.Errorf("got %d", status)
	}
	done := make(chan error, 1)
	go func() { done <- signIn.Wait(t.Context()) }()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(30 * time.Second):
		t.Error("the sign-in does not end")
	}
}

// TestListensOnThisComputerOnly tries the other addresses of this computer.
func TestListensOnThisComputerOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.begin(b.oauth())
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		ip, _, err := net.ParseCIDR(address.String())
		if err != nil || ip.IsLoopback() || ip.To4() == nil {
			continue
		}
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(ip.String(), strconv.Itoa(b.app.CallbackPort)), time.Second)
		if err == nil {
			t.Errorf("listens on %s, %v", ip, conn.Close())
		}
	}
}

// FuzzCallback sends anything to a sign-in that has ended, which says 410 to what
// would have been its callback: only what holds the state is.
func FuzzCallback(f *testing.F) {
	const port, state = 7788, "THESTATE"
	for _, query := range []string{
		"", "code=a&state=THESTATE", "state=THESTATE&error=access_denied", "state=%00", "error=<script>&state=<b>", "code=%zz&state=THESTATE", ";",
		"state[]=x&state=", "code=" + strings.Repeat("a", 9000), "state=THESTATE&state=THESTATE&code=a", "code=%00&state=THESTATE", "state=thestate&code=1",
	} {
		f.Add("GET", "localhost:7788", "/callback", query)
	}
	f.Add("GET", "[::1]:7788", "/callback", "code=a&state=THESTATE")
	f.Add("GET", "localhost:7788@evil", "//callback", "code=a&state=THESTATE")
	f.Add("", "", "", "")
	f.Fuzz(func(t *testing.T, method, host, path, query string) {
		w := httptest.NewRecorder()
		req := &http.Request{Method: method, Host: host, URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{}}
		auth.EndedDesk(port, state).ServeHTTP(w, req)
		checkPage(t, w.Header(), w.Body.String())
		values, err := url.ParseQuery(query)
		whole := err == nil && len(values["state"]) == 1 && values.Get("state") == state &&
			(values.Get("code") != "" || values.Get("error") != "")
		rightly := whole && method == "GET" && path == "/callback" && strings.HasSuffix(host, ":7788")
		if taken := w.Code == http.StatusGone; taken && !rightly {
			t.Errorf("took %s %s %s %s for its callback", method, host, path, query)
		}
		plain := httptest.NewRecorder()
		req.URL.RawQuery = ""
		auth.EndedDesk(port, state).ServeHTTP(plain, req)
		if w.Code == plain.Code && w.Body.String() != plain.Body.String() {
			t.Errorf("the query shows in the page:\n%s", w.Body)
		}
	})
}

// consent lets Atlassian's page make a code, without following it back.
func (b *bench) consent(signIn *auth.SignIn) string {
	b.t.Helper()
	resp, err := http.DefaultTransport.RoundTrip(b.request(signIn.URL()))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := drain(resp); err != nil {
		b.t.Fatal(err)
	}
	back, err := resp.Location()
	if err != nil {
		b.t.Fatal(err)
	}
	return back.Query().Get("code")
}

func (b *bench) request(address string) *http.Request {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return req
}
