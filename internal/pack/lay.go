package main

import (
	"io/fs"
	"os"
	"path"
)

// file is a file to lay out: a copy, or text made here.
type file struct {
	name       string // in the folder
	from       string // the file to copy; empty: text is what is in it
	text       string
	executable bool
}

// lay empties a folder and puts the files into it. Their permissions depend
// neither on the umask nor on those of what is copied.
func lay(root *os.Root, folder string, files []file) error {
	if err := root.RemoveAll(folder); err != nil {
		return err
	}
	for _, f := range files {
		if err := f.put(root, path.Join(folder, f.name)); err != nil {
			return err
		}
	}
	return nil
}

func (f file) put(root *os.Root, name string) error {
	data := []byte(f.text)
	if f.from != "" {
		var err error
		if data, err = root.ReadFile(f.from); err != nil {
			return err
		}
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	if err := root.WriteFile(name, data, f.mode()); err != nil {
		return err
	}
	return root.Chmod(name, f.mode())
}

func (f file) mode() fs.FileMode {
	if f.executable {
		return 0o755
	}
	return 0o644
}
