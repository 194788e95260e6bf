#!/bin/sh
# Starts the program for this machine. The bundle is one for all, and its manifest can tell Windows from the others, but no
# processors apart. It writes nothing to standard output, which belongs to the program.

explain() {
  echo "tempo-mcp-server: error: $1" >&2
  echo "tempo-mcp-server: hint: $2" >&2
  exit 1
}

system=$(uname -s)
processor=$(uname -m)
goos=
goarch=
case $system in
  Darwin) goos=darwin ;;
  Linux) goos=linux ;;
esac
case $processor in
  x86_64 | amd64) goarch=amd64 ;;
  arm64 | aarch64) goarch=arm64 ;;
esac
if [ -z "$goos" ] || [ -z "$goarch" ]; then
  explain "the bundle has no program for $system on $processor" "it has programs for macOS, Linux and Windows, on x64 and arm64"
fi

program=${0%/*}/$goos-$goarch/tempo-mcp-server
if [ ! -x "$program" ]; then # some unpackers lose the permission
  chmod +x "$program" || explain "$program cannot be run" "install the extension again"
fi
exec "$program" "$@"
