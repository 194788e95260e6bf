package rest

import (
	"context"
	"fmt"
	"log/slog"
)

// Handler returns a handler that hides the secrets in all that it has next write.
func (s *Secrets) Handler(next slog.Handler) slog.Handler { return &hushed{next, s} }

// hushed is the handler of [Secrets.Handler].
type hushed struct {
	next    slog.Handler
	secrets *Secrets
}

// Enabled implements [slog.Handler].
func (h *hushed) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle implements [slog.Handler].
func (h *hushed) Handle(ctx context.Context, record slog.Record) error {
	quiet := slog.NewRecord(record.Time, record.Level, h.secrets.Hide(record.Message), record.PC)
	record.Attrs(func(a slog.Attr) bool {
		quiet.AddAttrs(h.attr(a))
		return true
	})
	return h.next.Handle(ctx, quiet)
}

// WithAttrs implements [slog.Handler].
func (h *hushed) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &hushed{h.next.WithAttrs(h.attrs(attrs)), h.secrets}
}

// WithGroup implements [slog.Handler].
func (h *hushed) WithGroup(name string) slog.Handler {
	return &hushed{h.next.WithGroup(name), h.secrets}
}

func (h *hushed) attrs(list []slog.Attr) []slog.Attr {
	quiet := make([]slog.Attr, len(list))
	for i, a := range list {
		quiet[i] = h.attr(a)
	}
	return quiet
}

// attr is an attribute without secrets. What holds one becomes text.
func (h *hushed) attr(a slog.Attr) slog.Attr {
	switch value := a.Value.Resolve(); value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, h.secrets.Hide(value.String()))
	case slog.KindGroup:
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(h.attrs(value.Group())...)}
	case slog.KindAny:
		text := fmt.Sprintf("%+v", value.Any())
		if quiet := h.secrets.Hide(text); quiet != text {
			return slog.String(a.Key, quiet)
		}
	default: // numbers and times hold none
	}
	return a
}
