"""Keys as they are pressed on a terminal, or sign by sign from a pipe."""

import os
import select
import sys
from collections.abc import Callable

import click

# What follows an escape at once belongs to it (arrows, function keys); a person is slower.
_ESCAPE_SECONDS = 0.05


def key_reader() -> Callable[[], str]:
    """How a key is read: from the terminal as it is pressed, from a pipe sign by sign; empty at the end."""
    if not sys.stdin.isatty():
        return _piped
    try:
        import termios  # noqa: F401 - whether this system has terminals of that kind
    except ImportError:
        return _pressed_anywhere
    return _pressed


def _piped() -> str:
    sign = sys.stdin.read(1)
    while sign in ("\n", "\r"):
        sign = sys.stdin.read(1)
    return sign


def _pressed_anywhere() -> str:
    try:
        return click.getchar()
    except (KeyboardInterrupt, EOFError):
        return ""


def _pressed() -> str:
    """A key; what was typed ahead is kept, which `click.getchar` would throw away."""
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        return _one_key(terminal)
    except KeyboardInterrupt:
        return ""
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _one_key(terminal: int) -> str:
    read = os.read(terminal, 1)
    if read == b"\x1b":
        return _escape_sequence(terminal)
    while read and len(read) < 4:
        try:
            return read.decode()
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                break
            read += os.read(terminal, 1)
    return read.decode(errors="replace")


def _escape_sequence(terminal: int) -> str:
    """An arrow or function key whole, so that its letters are no keys of their own; ECMA-48, 5.4."""
    read = b"\x1b"
    while select.select([terminal], [], [], _ESCAPE_SECONDS)[0] and len(read) < 16:
        read += os.read(terminal, 1)
        is_open = read in (b"\x1b[", b"\x1bO") or (read.startswith(b"\x1b[") and not 0x40 <= read[-1] <= 0x7E)
        if not is_open:
            break
    return read.decode(errors="replace")
