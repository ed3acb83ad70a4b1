"""Parts of the reader of IRC-like chat logs: bytes to lines, lines to shapes, clock times to instants."""
