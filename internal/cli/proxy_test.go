package cli_test

import (
	"io"
	"net"
	"net/http"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// serveProxy starts a proxy that leads every connection to one address, so that
// a local server is reached under the names of the real services.
func serveProxy(ts *testscript.TestScript, address string) string {
	return serve(ts, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodConnect {
			http.Error(w, "only tunnels", http.StatusMethodNotAllowed)
			return
		}
		service, err := (&net.Dialer{}).DialContext(req.Context(), "tcp", address)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		// Taken over before it is answered: what a client sends next would
		// otherwise be read by the server.
		client, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			_ = service.Close()
			return
		}
		if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
			_ = client.Close()
			_ = service.Close()
			return
		}
		pipe(client, service)
	}))
}

// pipe joins two connections until one of them ends.
func pipe(a, b net.Conn) {
	closeBoth := sync.OnceFunc(func() {
		_ = a.Close()
		_ = b.Close()
	})
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{a, b}, {b, a}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1]) // ends when either end has gone
			closeBoth()
		})
	}
	both.Wait()
}
