"""The program `steelnail`: finds its commands, and turns a user's mistake into one sentence instead of a traceback.

Exit codes: 0 done, 1 a failure explained on stderr, 2 wrong usage, 130 stopped from the keyboard.
"""

import errno
import os
import sys
from collections.abc import Sequence

import click

from pipelines.cli._lazy_group import LazyGroup, home_option
from sources.errors import SourceError
from warehouse.errors import WarehouseError

DESCRIPTION = """Entity resolution and suspect linking over seized chats, registrations and nickname lists.

Take files in with `steelnail add`, resolve with `steelnail run`, ask with `steelnail who NAME` or in SQL. Answers are
leads, not evidence: each one leads back to the bytes it rests on.
"""
_OS_SENTENCES = {
    errno.ENOSPC: "the disk is full; free some space and run the command again",
    errno.EDQUOT: "the disk quota is used up; free some space and run the command again",
    errno.EACCES: "no permission; ask for the right to it or choose another place",
    errno.EPERM: "not permitted; ask for the right to it or choose another place",
    errno.EROFS: "the file system is read only; choose another place with --home",
    errno.ENOENT: "there is no such file or folder; check the path",
    errno.EISDIR: "this is a folder, a file is wanted; name the file",
    errno.ENOTDIR: "a part of this path is a file, not a folder; check the path",
    errno.EFBIG: "the file would be larger than this system allows; raise the limit or choose another place",
}

STEELNAIL = click.version_option(package_name="steelnail", message="%(prog)s %(version)s")(
    LazyGroup(
        "steelnail",
        help=DESCRIPTION,
        params=[home_option()],
        context_settings={"help_option_names": ["-h", "--help"]},
        no_args_is_help=True,
    )
)


def main() -> None:
    """Console entry point."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal in GBK or ASCII must show what it can of a name rather than end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code and never raises for a user's mistake."""
    try:
        outcome: object = STEELNAIL.main(list(arguments), prog_name="steelnail", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        click.echo(f"steelnail: {error.format_message()}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("steelnail: stopped; what was finished is kept", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`); say nothing and keep Python from flushing into the void.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (SourceError, WarehouseError) as error:
        click.echo(f"steelnail: {error}", err=True)
        return 1
    except OSError as error:
        click.echo(f"steelnail: {os_error_sentence(error)}", err=True)
        return 1
    return outcome if isinstance(outcome, int) else 0


def os_error_sentence(error: OSError) -> str:
    """What the system refused, where, and what to do, in one sentence."""
    sentence = _OS_SENTENCES.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename}: {sentence}" if error.filename else sentence
