"""Open the Dagster UI with its schedule and sensor."""

import signal
import subprocess
import sys
import time

import click

from pipelines.settings import Settings

SHORT_HELP = "Open the Dagster UI, with the nightly schedule and the drop-folder sensor."
_STOP_SECONDS = 20
_LOOK_SECONDS = 0.5


@click.command(short_help=SHORT_HELP)
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; there is no login.")
@click.pass_obj
def COMMAND(settings: Settings, port: int, host: str) -> int:  # noqa: N802 - the name by which commands are found
    """Open the Dagster UI: asset graph, runs, Launchpad, schedule and sensor; Ctrl-C ends it.

    The nightly schedule runs at 01:30 in the zone of STEELNAIL_TIMEZONE (else UTC), and folders laid into
    HOME/inbox/CASE/SEIZURE/ are taken in when complete, both only while this command runs. The UI has no login: keep it
    on this machine, or behind a proxy that asks for one.
    """
    from pipelines.dagster_home import bury_dead_runs, prepare_dagster_home

    prepare_dagster_home(settings)
    settings.inbox.mkdir(parents=True, exist_ok=True)
    bury_dead_runs(settings)
    command = [sys.executable, "-m", "dagster", "dev", "-m", "pipelines.definitions", "-h", host, "-p", str(port)]
    click.echo(
        f"Dagster UI for {settings.home}\n  http://{host}:{port}  (ready in about half a minute; Ctrl-C ends it)"
    )
    # `dagster dev` calls itself superseded by a tool that drags a cloud client in; nobody here can act on that.
    environment = {**settings.environment(), "PYTHONWARNINGS": "ignore:Function `dev_command` is superseded"}
    # The program and its arguments are ours; host and port are checked above.
    process = subprocess.Popen(command, cwd=settings.home, env=environment, start_new_session=True)  # noqa: S603
    # Ended by a service manager, it stops as cleanly as by Ctrl-C: nothing of Dagster is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # Not wait(): a signal that another thread gets would not wake it, and Ctrl-C would do nothing.
        while process.poll() is None:
            time.sleep(_LOOK_SECONDS)
        return process.returncode
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait()
        return 0
