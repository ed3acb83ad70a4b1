"""The group that finds commands as files and imports only the one that is asked for.

A command is a module in pipelines/cli/ without leading underscore that declares `COMMAND: click.Command`; its name is
the file's name with '-' for '_'. The listing of `--help` is read from the source text (`SHORT_HELP = "…"`, else the
first line of the module's docstring), so that it imports nothing heavy: asking commands answer within a second.
"""

import ast
import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import click

from pipelines.settings import Settings

_PACKAGE = "pipelines.cli"
_NOT_COMMANDS = frozenset({"main"})


@cache
def command_modules() -> dict[str, str]:
    """Command name to module name, in name order."""
    package = importlib.import_module(_PACKAGE)
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    return {
        name.replace("_", "-"): f"{_PACKAGE}.{name}"
        for name in sorted(names)
        if not name.startswith("_") and name not in _NOT_COMMANDS
    }


@cache
def short_help(module: str) -> str:
    """One line about a command, read from its source without importing it."""
    source = files(_PACKAGE).joinpath(f"{module.rpartition('.')[2]}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="SHORT_HELP")], value=ast.Constant(value=str() as line))
                | ast.AnnAssign(target=ast.Name(id="SHORT_HELP"), value=ast.Constant(value=str() as line))
            ):
                return line
    return (ast.get_docstring(tree) or "").partition("\n")[0]


def remember_home(context: click.Context, parameter: click.Parameter, home: Path | None) -> None:
    """Put the settings of the home that was named last into the context: callback of every `--home`."""
    if home is not None or context.obj is None:
        context.obj = Settings.load(home)
        if context.obj.home.is_file():
            raise click.ClickException(f"{context.obj.home} is a file; name a folder with --home")


class ReadableText(click.types.StringParamType):
    """Text in UTF-8; bytes of another encoding on the command line are wrong usage, not a question to the database."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as it is, else wrong usage."""
        text = str(super().convert(value, param, ctx))
        try:
            text.encode()
        except UnicodeEncodeError:
            self.fail("this is no UTF-8 text; look at the encoding of the terminal", param, ctx)
        return text


def home_option() -> click.Option:
    """The option `--home`, the same before and after the command's name."""
    return click.Option(
        ["--home"],
        type=click.Path(file_okay=True, path_type=Path),
        metavar="FOLDER",
        expose_value=False,
        callback=remember_home,
        help="Folder that holds everything (default: $STEELNAIL_HOME, else ./.steelnail).",
    )


class LazyGroup(click.Group):
    """A click group over the files of pipelines/cli/; every command also takes `--home`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands that are built, in order."""
        return list(command_modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command.

        Raises:
            AttributeError: When the module declares no `COMMAND`; import errors are not swallowed.
        """
        module = command_modules().get(cmd_name)
        if module is None:
            return None
        command: click.Command = importlib.import_module(module).COMMAND
        command.name = cmd_name
        # Click wants a backspace before a paragraph that keeps its lines; in a raw docstring that is two characters.
        command.help = command.help and command.help.replace("\\b\n", "\b\n")
        for parameter in command.params:
            if parameter.type is click.STRING:
                parameter.type = ReadableText()
        if not any(parameter.name == "home" for parameter in command.params):
            command.params.append(home_option())
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the listing from the sources, importing nothing."""
        rows: Sequence[tuple[str, str]] = [(name, short_help(module)) for name, module in command_modules().items()]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)
