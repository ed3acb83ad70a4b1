"""Coverage-guided fuzzing of the readers: inputs that reach new code are kept and changed further. Not part of CI.

    .venv/bin/python -m pip install atheris          # libFuzzer for Python; in no lock file
    .venv/bin/python -m benchmarks.fuzz_readers --seconds 60
    .venv/bin/python -m benchmarks.fuzz_readers --format wechat_v4_db --seconds 600

Each reader starts from its committed samples. It fails when a reader raises anything but its own refusals, takes
longer than the limit, ends without a status, or calls a file whole whose records a second count contradicts. A failing
input is kept and named.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sources.errors import SourceError
from sources.record import Exhibit, RecordBatch, SourceFormat
from sources.registry import read_head, source_formats

SAMPLES = Path(__file__).parent.parent / "tests" / "data"
STATUSES = ("read", "partial", "empty", "rejected")
# Of the processor. A sample is a few kilobytes; a reader that needs longer has a loop that its bytes control.
LONGEST_SECONDS = 8.0
# Of a table with a stray quotation mark, or a page with a broken tag, nobody can say where its records end: two honest
# counts may differ, and the service then calls the file partial.
QUOTED = ("_csv", "_table", "_contacts", "_mapping", "_html")


class Broken(AssertionError):
    """A reader did not keep what it promises; the message says what."""


def hold_to_account(source_format: SourceFormat, file: Path, path: str) -> None:
    """Read a file to its end and hold the reader to what it promises.

    Raises:
        Broken: When it doesn't; whatever else the reader raises passes through.
    """
    exhibit = Exhibit("0" * 64, path, file)
    started = time.process_time()
    try:
        source_format.sniff(read_head(file, path))
        *batches, end = source_format.read(exhibit)
        if end.status not in STATUSES or (end.problem is None and end.status != "read"):
            raise Broken(f"the reading ends as {end.status} without a problem")
        total = sum(
            batch.record_count + batch.rejected_count + batch.duplicate_count
            for batch in batches
            if isinstance(batch, RecordBatch)
        )
        if end.status == "read" and source_format.count is not None and not source_format.name.endswith(QUOTED):
            counted = source_format.count(exhibit)
            if total != counted:
                raise Broken(f"{total} records came out and a second count finds {counted}")
    except SourceError as refusal:
        if not str(refusal):
            raise Broken("a refusal without a sentence") from refusal
    if time.process_time() - started > LONGEST_SECONDS:
        raise Broken(f"longer than {LONGEST_SECONDS:g} s of the processor")


def samples_of(name: str) -> list[Path]:
    """Committed samples of a format."""
    found = sorted(file for file in (SAMPLES / name).rglob("*") if file.is_file() and file.suffix != ".py")
    return [file for file in found if file.name != "ORIGIN.md"]


def fuzz_here(name: str, corpus: Path, findings: Path, seconds: int) -> None:
    """Fuzz one reader in this process; ends the process."""
    import atheris

    with atheris.instrument_imports(include=["sources"], enable_loader_override=False):
        source_format = source_formats()[name]
    path = samples_of(name)[0].name
    file = corpus.parent / "exhibit"

    def one_input(content: bytes) -> None:
        file.write_bytes(content)
        hold_to_account(source_format, file, path)

    options = [f"-max_total_time={seconds}", f"-artifact_prefix={findings}/", "-max_len=200000", "-rss_limit_mb=3000"]
    atheris.Setup([sys.argv[0], str(corpus), *options], one_input)
    atheris.Fuzz()


def main() -> None:
    """Fuzz the chosen readers one after another and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--format", action="append", help="only this format; repeatable")
    parser.add_argument("--seconds", type=int, default=30, help="for each format")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-findings")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    chosen.findings.mkdir(parents=True, exist_ok=True)
    if chosen.here:
        fuzz_here(chosen.here, chosen.corpus, chosen.findings, chosen.seconds)
    for name in chosen.format or [known for known in source_formats() if samples_of(known)]:
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus"
            corpus.mkdir()
            for number, sample in enumerate(samples_of(name)):
                shutil.copyfile(sample, corpus / str(number))
            command = [sys.executable, "-m", "benchmarks.fuzz_readers", "--here", name, "--corpus", str(corpus)]
            command += ["--findings", str(chosen.findings), "--seconds", str(chosen.seconds)]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            runs = [line for line in done.stderr.splitlines() if line.startswith("Done ")]
            kept = [line for line in done.stderr.splitlines() if "Test unit written to" in line]
            why = [
                line
                for line in done.stdout.splitlines() + done.stderr.splitlines()
                if "Error" in line or "Broken" in line
            ]
            print(
                f"{name}: {runs[0] if runs else 'stopped'} {' '.join(why[:1])} {' '.join(kept[:1])}".rstrip(),
                flush=True,
            )


if __name__ == "__main__":
    main()
