# The image of the server. `docker build .` compiles it; a release puts in the
# binaries that are published (BINARY=prebuilt), so that all are the same.
#
#   docker run --rm -i -e TEMPO_API_TOKEN -e JIRA_BASE_URL -e JIRA_EMAIL -e JIRA_API_TOKEN tempo-mcp-server
#   docker run --rm -i tempo-mcp-server --demo
#
# Sign-ins in the browser need a port that a container does not have; use tokens.

# The base has certificates and nothing that runs; time zones are in the binary too.
ARG BASE=gcr.io/distroless/static-debian12:nonroot@sha256:afa5c872c891853ca7fcf1f12c3edb23f7eeef36189728842dd51042ff57f7ab
ARG GO=golang:1.26.8@sha256:9d2f36f06329b2a141b9db99ffa32765cf695ee57b813ca29e245e8670bcbfff
ARG BINARY=build

FROM --platform=$BUILDPLATFORM $GO AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN ["go", "mod", "download"]
COPY . .
ARG TARGETOS TARGETARCH VERSION=dev
ENV CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH
RUN go build -trimpath -buildvcs=false -ldflags="-s -w -X main.version=$VERSION" -o /tempo-mcp-server .

# As GoReleaser lays them out: a folder for each platform.
FROM scratch AS prebuilt
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/tempo-mcp-server /tempo-mcp-server

FROM $BINARY AS binary

FROM $BASE
ARG VERSION=dev
LABEL org.opencontainers.image.title="Tempo Timesheets" \
      org.opencontainers.image.description="Keep your time in Tempo Timesheets (Jira Cloud) by talking to an assistant." \
      org.opencontainers.image.url="https://github.com/tempo-mcp-server/tempo-mcp-server" \
      org.opencontainers.image.source="https://github.com/tempo-mcp-server/tempo-mcp-server" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.licenses="MIT" \
      io.modelcontextprotocol.server.name="io.github.tempo-mcp-server/tempo-mcp-server"
COPY --from=binary --chmod=0755 /tempo-mcp-server /usr/bin/tempo-mcp-server
# A number, so that a cluster can see that it is not root.
USER 65532:65532
ENTRYPOINT ["/usr/bin/tempo-mcp-server"]
