"""Finds people who change their nickname in real chat logs, and measures it against what the server wrote.

The logs go through `steelnail add` and `steelnail run` twice, in homes of their own: blinded (the lines that state a
rename taken out) and whole. Blinded, pairs of nicknames of one log that the resolver joins are measured against the
renames, beside plain Jaro-Winkler likeness on the same nicknames.Whole, every stated pair must be one
entity, and no entity may chain logs over a reused nickname.

    python -m benchmarks.irc_renames --data DIR      (DIR or $STEELNAIL_DATA holds irc/logs)

Reported are all pairs, pairs of unlike names (Jaro-Winkler below 0.8), and the half of the logs that rules were never
made on (benchmarks.irc_logs); and how many true pairs show anything at all that could decide them.

The truth is incomplete: people also change name while away, so a found pair that no line states may still be right.
Data: Kummerfeld et al., A Large-Scale Corpus for Conversation Disentanglement, ACL 2019, CC BY 4.0.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from benchmarks.irc_logs import is_for_looking
from resolvers.addressing.case_talk import case_talk
from resolvers.addressing.turns import names_of
from resolvers.components import component_labels
from resolvers.contract import CaseFrames
from resolvers.evaluation import Quality, b_cubed, pairs_quality
from warehouse.case_frames import read_case_frames, read_part
from warehouse.connection import Warehouse, open_snapshot

# Nicknames that speak less say too little to be found by their use; the data's own README counts from three as well.
LEAST_MESSAGES = 3
# Where plain likeness does best on these logs, by the README of the data.
BASELINE_LIKENESS = 0.96
_RENAME = re.compile(r"^=== (\S+)\s+is now known as (\S+)\s*$")
_CASE = "irc"
_PAIR = ["reference_l", "reference_r"]
# Names below this do not resemble each other.
_UNLIKE = 0.8
# Who says so much leaves something to compare.
_TALKATIVE = 10


@dataclass(frozen=True)
class Resolved:
    """What a run made of the logs.

    Attributes:
        members: Columns reference, log, nick, message_count, entity_id; one row per nickname of a log.
        links: Columns reference_l, reference_r, is_joined: published links.
        reasons: Columns reference_l, reference_r, comparison: reasons for a pair, in bits above 0.
        company: Columns reference_l, reference_r: who talks with whom, both ways.
        seconds: Wall clock of `run`.
    """

    members: pl.DataFrame
    links: pl.DataFrame
    reasons: pl.DataFrame
    company: pl.DataFrame
    seconds: float


def stated_renames(logs: Sequence[Path]) -> pl.DataFrame:
    """Renames by log, read here apart from the product's reader. Columns: log, old, new; unique."""
    rows = []
    for log in logs:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            renamed = _RENAME.match(line)
            if renamed and renamed[1] != renamed[2]:
                rows.append((log.name, renamed[1], renamed[2]))
    return pl.DataFrame(rows, schema=["log", "old", "new"], orient="row").unique().sort("log", "old", "new")


def write_blinded(logs: Sequence[Path], folder: Path) -> None:
    """Copies of the logs without the lines that state renames; other bytes as they are."""
    folder.mkdir()
    for log in logs:
        lines = log.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not _RENAME.match(line.decode("utf-8", "replace").rstrip("\r\n"))]
        (folder / log.name).write_bytes(b"".join(kept))


def resolve(folder: Path, home: Path) -> Resolved:
    """Add and run through the command line, then read what was published."""
    program = [str(Path(sys.executable).with_name("steelnail")), "--home", str(home)]
    subprocess.run([*program, "add", str(folder), "--case", _CASE, "--seizure", "logs"], check=True, stdout=sys.stderr)
    started = time.monotonic()
    subprocess.run([*program, "run"], check=True, stdout=sys.stderr)
    seconds = time.monotonic() - started
    with open_snapshot(home / "published" / "current.duckdb") as snapshot:
        entities = snapshot.frame("select reference, entity_id from entity_reference")
        paths = snapshot.frame("select distinct exhibit_id, path from exhibit")
        links = snapshot.frame(
            "select left_reference as reference_l, right_reference as reference_r, entity_id is not null as is_joined "
            "from link"
        )
    # Which log a nickname's reference belongs to is no part of the published tables.
    with Warehouse(home / "warehouse.duckdb", read_only=True) as warehouse:
        references = read_part(warehouse, _CASE, "references").filter(pl.col("kind") == "account")
        evidence = warehouse.read_frame("read_pair_evidence", case_id=_CASE)
        company = _company(CaseFrames(**read_case_frames(warehouse, _CASE)))
    members = (
        references.join(entities, on="reference")
        .join(paths, on="exhibit_id")
        .select(
            "reference",
            "message_count",
            "entity_id",
            log=pl.col("path").str.split("/").list.last(),
            nick=pl.col("native_id"),
        )
    )
    reasons = evidence.filter(pl.col("weight") > 0).select(*_PAIR, "comparison")
    return Resolved(members.sort("reference"), links, reasons, company, seconds)


def _company(case: CaseFrames) -> pl.DataFrame:
    """Who speaks with whom, by the addressing model."""
    talk = case_talk(case)
    others = pl.DataFrame({"reference_r": names_of(talk.turns, talk.partner)})
    pairs = pl.concat([talk.turns.rows.select(reference_l="sender"), others], how="horizontal").drop_nulls().unique()
    return pl.concat([pairs, pairs.select(reference_l="reference_r", reference_r="reference_l")]).unique()


def with_truth(members: pl.DataFrame, renames: pl.DataFrame) -> pl.DataFrame:
    """The members with `truth`: the smallest nickname of their chain of renames inside the log, and the log."""
    edges = renames.select(left=pl.format("{}\t{}", "log", "old"), right=pl.format("{}\t{}", "log", "new"))
    chains = component_labels(edges).rename({"reference": "key", "component": "truth"})
    keyed = members.with_columns(key=pl.format("{}\t{}", "log", "nick"))
    return keyed.join(chains, on="key", how="left").with_columns(truth=pl.coalesce("truth", "key")).drop("key")


def pairs_within(members: pl.DataFrame, column: str) -> pl.DataFrame:
    """Pairs of one log that agree in a column. Columns: reference_l, reference_r."""
    side = members.select("reference", "log", column)
    pairs = side.join(side, on=["log", column], suffix="_r").filter(pl.col("reference") < pl.col("reference_r"))
    return pairs.select(reference_l="reference", reference_r="reference_r")


def likeness_pairs(members: pl.DataFrame) -> pl.DataFrame:
    """The baseline: pairs of one log whose nicknames are alike by Jaro-Winkler."""
    found: list[tuple[str, str]] = []
    for _, log in members.sort("reference").group_by("log", maintain_order=True):
        nicks, references = log["nick"].to_list(), log["reference"].to_list()
        scores = process.cdist(nicks, nicks, scorer=JaroWinkler.similarity, score_cutoff=BASELINE_LIKENESS)
        rows, columns = np.nonzero(np.triu(scores, k=1))
        found += [(references[row], references[column]) for row, column in zip(rows, columns, strict=True)]
    return pl.DataFrame(found, schema={"reference_l": pl.String, "reference_r": pl.String}, orient="row")


def chained_entities(members: pl.DataFrame) -> int:
    """Entities of which no single log holds all nicknames: somebody was chained from log to log."""
    whole = members.group_by("entity_id").agg(nicks=pl.col("nick").n_unique())
    best = (
        members.group_by("entity_id", "log")
        .agg(here=pl.col("nick").n_unique())
        .group_by("entity_id")
        .agg(pl.col("here").max())
    )
    return whole.join(best, on="entity_id").filter(pl.col("here") < pl.col("nicks")).height


def _line(name: str, pairs: Quality, cubed: Quality, count: int) -> str:
    return (
        f"{name:<34}{count:>6}{pairs.precision:>8.3f}{pairs.recall:>8.3f}{pairs.f1:>8.3f}"
        f"{cubed.precision:>10.3f}{cubed.recall:>8.3f}{cubed.f1:>8.3f}"
    )


def _cubed(members: pl.DataFrame, column: str) -> Quality:
    """B-cubed of a column against the truth, both inside logs."""
    found = members.select("reference", cluster=pl.format("{}\t{}", "log", column))
    return b_cubed(found, members.select("reference", cluster="truth"))


def unlike(pairs: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The pairs whose nicknames do not resemble each other."""
    nicks = dict(members.select("reference", "nick").iter_rows())
    far = [
        JaroWinkler.similarity(nicks[left].lower(), nicks[right].lower()) < _UNLIKE
        for left, right in pairs.select(_PAIR).iter_rows()
    ]
    return pairs.filter(pl.Series(far, dtype=pl.Boolean))


def report_blinded(blinded: Resolved, renames: pl.DataFrame) -> None:
    """Print precision, recall, F1 and B-cubed beside the baseline, for all logs and for the half that only tests."""
    speaking = with_truth(blinded.members.filter(pl.col("message_count") >= LEAST_MESSAGES), renames)
    halves = {
        "all logs": speaking,
        "testing half": speaking.filter(~pl.col("log").map_elements(is_for_looking, return_dtype=pl.Boolean)),
    }
    for half, members in halves.items():
        truth = pairs_within(members, "truth")
        print(
            f"{half}: {members.height} nicknames that speak {LEAST_MESSAGES} times or more, {truth.height} true pairs"
        )
        print(f"{'':<34}{'pairs':>6}{'P':>8}{'R':>8}{'F1':>8}{'B3 P':>10}{'B3 R':>8}{'B3 F1':>8}")
        found = _found(blinded, members)
        for name, pairs in found.items():
            print(_line(name, pairs_quality(pairs, truth), _cubed_of(members, pairs), pairs.height))
        truth_unlike = unlike(truth, members)
        print(f"  of unlike names (Jaro-Winkler < {_UNLIKE}): {truth_unlike.height} true pairs")
        for name, pairs in found.items():
            far = unlike(pairs, members)
            print(_line(f"  {name}", pairs_quality(far, truth_unlike), _cubed_of(members, far), far.height))
        _print_decidable(blinded, truth, truth_unlike, members)
    print(f"run took {blinded.seconds:.1f} s")


def _found(blinded: Resolved, members: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Claimed pairs by who claims them."""
    joined = pairs_within(members, "entity_id")
    anywhere = pairs_within(members.with_columns(one=pl.lit(1)), "one")
    shown = blinded.links.select(_PAIR).join(anywhere, on=_PAIR, how="semi")
    return {
        "joined": joined,
        f"Jaro-Winkler >= {BASELINE_LIKENESS}": likeness_pairs(members),
        "offered for review": shown.join(joined, on=_PAIR, how="anti"),
        "joined or offered": pl.concat([shown, joined]).unique(),
    }


def _cubed_of(members: pl.DataFrame, pairs: pl.DataFrame) -> Quality:
    """B-cubed of the groups that claimed pairs make."""
    components = component_labels(pairs.rename({"reference_l": "left", "reference_r": "right"}))
    grouped = members.join(components, on="reference", how="left").with_columns(
        claimed=pl.coalesce("component", "reference")
    )
    return _cubed(grouped, "claimed")


def _print_decidable(blinded: Resolved, truth: pl.DataFrame, truth_unlike: pl.DataFrame, members: pl.DataFrame) -> None:
    """How many true pairs show what could decide them."""
    talkative = members.filter(pl.col("message_count") >= _TALKATIVE)["reference"].implode()
    third = blinded.company.rename({"reference_r": "third"})
    sharing = (
        truth.join(third, on="reference_l")
        .join(third.rename({"reference_l": "reference_r"}), on=["reference_r", "third"])
        .select(_PAIR)
        .unique()
    )
    signs = {
        f"both speak {_TALKATIVE} times or more": truth.filter(
            pl.col("reference_l").is_in(talkative) & pl.col("reference_r").is_in(talkative)
        ),
        "speak with the same third": sharing,
        "any reason above 0 bits": truth.join(blinded.reasons, on=_PAIR, how="semi"),
    }
    any_sign = pl.concat([signs["speak with the same third"], signs["any reason above 0 bits"]]).unique()
    for name, pairs in {**signs, "same third or any reason": any_sign}.items():
        far = pairs.join(truth_unlike, on=_PAIR, how="semi").height
        print(f"  true pairs: {name:<36}{pairs.height:>4} of {truth.height}, unlike {far} of {truth_unlike.height}")


def report_whole(whole: Resolved, renames: pl.DataFrame) -> bool:
    """Print how many stated pairs are joined and how many entities chain logs; says whether all is as it must be."""
    side = whole.members.select("log", "nick", "entity_id")
    stated = renames.join(side.rename({"nick": "old", "entity_id": "entity_old"}), on=["log", "old"]).join(
        side.rename({"nick": "new", "entity_id": "entity_new"}), on=["log", "new"]
    )
    together = stated.filter(pl.col("entity_old") == pl.col("entity_new")).height
    chained = chained_entities(whole.members)
    print(f"whole: {together} of {renames.height} stated pairs joined within their log; {chained} entities chain logs")
    print(f"run took {whole.seconds:.1f} s")
    return together == renames.height and chained == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit 1 when a stated pair is apart or logs are chained, 0 also when there is no data."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.irc_renames", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("STEELNAIL_DATA"), help="folder with irc/logs")
    chosen = parser.parse_args(arguments).data
    logs = sorted((Path(chosen) / "irc" / "logs").glob("*.txt")) if chosen else []
    if not logs:
        print("skipped: no irc/logs in --data or $STEELNAIL_DATA")
        return 0
    renames = stated_renames(logs)
    with tempfile.TemporaryDirectory(prefix="irc_renames_") as scratch:
        write_blinded(logs, Path(scratch) / "blinded_logs")
        report_blinded(resolve(Path(scratch) / "blinded_logs", Path(scratch) / "blinded"), renames)
        is_sound = report_whole(resolve(logs[0].parent, Path(scratch) / "whole"), renames)
    return 0 if is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
