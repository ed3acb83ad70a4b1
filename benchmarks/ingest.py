"""Speed and memory of every reader, beside the plain cost of reading the same bytes.

    .venv/bin/python -m benchmarks.ingest                      # all formats, 32 MB each
    .venv/bin/python -m benchmarks.ingest --format telegram_json --megabytes 200
    .venv/bin/python -m benchmarks.ingest --memory             # peaks at 64 MB and at 2 GiB of formats that get big

Both sides run on one thread and are measured in processor time, so that the ratio holds on a busy machine too.

The files are synthetic (benchmarks/ingest_samples/, one file per format). Reader and plain parser run in turn, each in
a process of its own; the ratio is the median over the pairs. Plain means: the fastest well-known parser of the
container goes over the same bytes and its result is thrown away. Memory is the peak of the process, less that of one
that only imports.
"""

import argparse
import importlib
import json
import os
import pkgutil
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ingest_samples
from benchmarks.ingest_sample import IngestSample
from sources.record import Exhibit, RecordBatch
from sources.registry import detect, read_head

LIMIT_RATIO = 3.0
_MEMORY_MEGABYTES = (64, 2048)


@dataclass(frozen=True)
class Measured:
    """One run of one side.

    Attributes:
        seconds: Processor time from the open file to the last batch.
        peak_mib: Peak resident memory of its process.
        records: Records that came out; 0 for the plain side.
    """

    seconds: float
    peak_mib: float
    records: int


def samples() -> dict[str, IngestSample]:
    """All declared samples by format, in name order."""
    names = sorted(info.name for info in pkgutil.iter_modules(ingest_samples.__path__))
    found = [importlib.import_module(f"{ingest_samples.__name__}.{name}").SAMPLE for name in names]
    return {sample.format: sample for sample in found}


def measure_here(sample: IngestSample, file: Path, side: str) -> Measured:
    """Run one side in this process."""
    with (
        tempfile.TemporaryDirectory() as folder
    ):  # what a process pays once (imports, thread pools) is no cost of a file
        small = Path(folder) / Path(sample.path).name
        sample.write(small, 1)
        _read(sample, small) if side == "reader" else sample.plain(small)
    if side == "plain":
        start = time.process_time()
        sample.plain(file)
        return Measured(time.process_time() - start, _peak_mib(), 0)
    start = time.process_time()
    records = _read(sample, file) if side == "reader" else 0
    return Measured(time.process_time() - start, _peak_mib(), records)


def _read(sample: IngestSample, file: Path) -> int:
    """Read a file to its end with the reader that detection finds; returns how many records came out."""
    found = detect(read_head(file, sample.path))
    if found is None or found.name != sample.format:
        raise SystemExit(f"the sample of {sample.format} is taken for {found.name if found else 'nothing known'}")
    records = 0
    for batch in found.read(Exhibit("0" * 64, sample.path, file)):
        if isinstance(batch, RecordBatch):
            records += batch.record_count + batch.rejected_count + batch.duplicate_count
        elif batch.status != "read":
            raise SystemExit(f"the sample of {sample.format} ends as {batch.status}: {batch.problem}")
    return records


def measured(sample: IngestSample, file: Path, side: str) -> Measured:
    """Run one side in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.ingest",
        "--side",
        side,
        "--format",
        sample.format,
        "--file",
        str(file),
    ]
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise SystemExit(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{side} failed")
    return Measured(**json.loads(done.stdout))


def speed_rows(chosen: Sequence[IngestSample], megabytes: int, pairs: int) -> Iterator[str]:
    """A line of the speed table for each format."""
    yield "| format | MB | records | MB/s | plain MB/s | ratio | plain parser | peak MiB |"
    yield "|---|---|---|---|---|---|---|---|"
    for sample in chosen:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / Path(sample.path).name
            sample.write(file, megabytes)
            size = file.stat().st_size / 1e6
            idle = measured(sample, file, "idle").peak_mib
            runs = [(measured(sample, file, "reader"), measured(sample, file, "plain")) for _ in range(pairs)]
        ratio = statistics.median(reader.seconds / plain.seconds for reader, plain in runs)
        seconds = [statistics.median(run[side].seconds for run in runs) for side in (0, 1)]
        reader = runs[0][0]
        mark = "" if ratio <= LIMIT_RATIO else " (over)"
        yield (
            f"| {sample.format} | {size:.0f} | {reader.records:,} | {size / seconds[0]:.0f} | {size / seconds[1]:.0f} "
            f"| {ratio:.2f}{mark} | {sample.plain_name} | {max(run[0].peak_mib for run in runs) - idle:.0f} |"
        )


def memory_rows(chosen: Sequence[IngestSample]) -> Iterator[str]:
    """A line of the memory table for each format whose files get big."""
    small, big = _MEMORY_MEGABYTES
    yield f"| format | peak MiB at {small} MB | at {big} MB | growth | seconds for {big} MB |"
    yield "|---|---|---|---|---|"
    for sample in chosen:
        if not sample.is_big:
            continue
        peaks = []
        for megabytes in _MEMORY_MEGABYTES:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / Path(sample.path).name
                sample.write(file, megabytes)
                idle = measured(sample, file, "idle").peak_mib
                run = measured(sample, file, "reader")
                peaks.append(run.peak_mib - idle)
        yield f"| {sample.format} | {peaks[0]:.0f} | {peaks[1]:.0f} | {peaks[1] / peaks[0]:.2f} | {run.seconds:.0f} |"


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--format", action="append", help="only this format; repeatable")
    parser.add_argument("--megabytes", type=int, default=32)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="peaks at 64 MB and 2 GiB instead of speed")
    parser.add_argument("--side", choices=("reader", "plain", "idle"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    known = samples()
    unknown = set(chosen.format or ()) - set(known)
    if unknown:
        raise SystemExit(f"there is no sample of {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    picked = [known[name] for name in chosen.format] if chosen.format else list(known.values())
    if chosen.side:
        print(json.dumps(vars(measure_here(picked[0], chosen.file, chosen.side))))
        return
    for line in memory_rows(picked) if chosen.memory else speed_rows(picked, chosen.megabytes, chosen.pairs):
        print(line, flush=True)


if __name__ == "__main__":
    main()
