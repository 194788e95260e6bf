package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"io/fs"
	"time"

	"github.com/tempo-mcp-server/tempo-mcp-server/internal/release"
)

// bundleFiles lists the files of the one bundle for all systems. Its manifest
// starts the launcher, which chooses a binary, and on Windows the one for amd64,
// which machines with ARM can run too.
func bundleFiles(built map[release.Platform]string) []file {
	files := []file{
		{name: "manifest.json", from: "packaging/mcpb/manifest.json"},
		{name: "LICENSE", from: "LICENSE"},
		{name: "server/" + release.Name, from: "packaging/mcpb/launcher.sh", executable: true},
	}
	for _, p := range release.Platforms() {
		if p.GOOS == "windows" && p.GOARCH != "amd64" {
			continue
		}
		name := "server/" + p.GOOS + "-" + p.GOARCH + "/" + p.Binary()
		files = append(files, file{name: name, from: built[p], executable: true})
	}
	return files
}

// archive makes a zip of a folder, the same bytes for the same files, which mcpb
// pack does not: it notes the time at which it ran.
func archive(root fs.FS, folder string) ([]byte, error) {
	files, err := fs.Sub(root, folder)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return add(z, files, name)
	})
	if err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// moment is when everything in the archive was last changed, as npm has it too.
func moment() time.Time { return time.Date(1985, time.October, 26, 8, 15, 0, 0, time.UTC) }

func add(z *zip.Writer, files fs.FS, name string) error {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	info, err := fs.Stat(files, name)
	if err != nil {
		return err
	}
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: moment()}
	header.SetMode(info.Mode())
	w, err := z.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}
