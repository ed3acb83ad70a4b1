"""What messages of a synthetic case mean, by its answer key, and which pattern of the generator worded them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

import sources.synthetic.grammar as synthetic
from resolvers.acts.likely.places import in_order
from resolvers.contract import ResolvedCase

# Intents of the key that are an act of a kind.
TAUGHT: Mapping[str, Sequence[str]] = {
    "approve": ["approve"],
    "rota": ["shift_notice", "attendance_call", "rule_notice", "quota"],
    "ask_progress": ["ask_status"],
    "ask_pay": ["pay_question"],
    "ask_leave": ["leave_request"],
    "ask_approval": ["ask_approval"],
}
# Intents that may as well be called so: neither right nor wrong.
NEITHER: Mapping[str, Sequence[str]] = {
    "approve": ["ack", "short_reply", "leave_answer"],
    "rota": [],
    "ask_progress": ["script_ask"],
    "ask_pay": [],
    "ask_leave": ["excuse"],
    "ask_approval": ["leave_request"],
}
_PATTERN_PART = re.compile(r"\{[^}]*\}|[()|]|[^{}()|]+")


def labelled_talk(case: ResolvedCase, home: Path) -> pl.DataFrame:
    """Talk of a case with what it means.

    Returns:
        **Columns** those of `in_order`, intent (by text and time, else the commonest of the text), wording (pattern of
        the everyday grammar that fits with most letters, with its intent), weight (the rarer a wording, the more).
    """
    written = pl.read_parquet(sorted(home.glob("**/answers"))[0] / "message.parquet").drop_nulls(["text", "intent"])
    talk = in_order(
        case.frames.utterances.filter(pl.col("kind").is_in(["text", "action"]) & pl.col("sender").is_not_null())
    ).join(case.frames.utterances.select("message_id", "sent_at"), on="message_id", maintain_order="left")
    at = pl.from_epoch("sent_at").cast(talk.schema["sent_at"])
    exact = written.select("text", "intent", sent_at=at).unique(["text", "sent_at"], keep="first", maintain_order=True)
    usual = written.group_by("text").agg(usual=pl.col("intent").mode().sort().first())
    meant = (
        talk.join(exact, on=["text", "sent_at"], how="left", maintain_order="left")
        .join(usual, on="text", how="left", maintain_order="left")
        .with_columns(intent=pl.coalesce("intent", "usual"))
        .drop("usual", "sent_at")
    )
    unique = meant.select("text", "intent").drop_nulls().unique(maintain_order=True)
    wording = [_wording(text, intent) for text, intent in unique.iter_rows()]
    worded = meant.join(
        unique.with_columns(wording=pl.Series(wording, dtype=pl.String)),
        on=["text", "intent"],
        how="left",
        maintain_order="left",
    )
    rarity = 1 / pl.len().over("wording").cast(pl.Float64).sqrt()
    return (
        worded.with_columns(pl.col("wording").fill_null("unknown"))
        .with_columns(weight=rarity)
        .with_columns(pl.col("weight") / pl.col("weight").mean())
    )


def _wording(text: str, intent: str) -> str:
    fits = [(letters, name) for letters, name, expression in _patterns().get(intent, []) if expression.match(text)]
    return max(fits, default=(0, f"{intent} unknown"))[1]


_FOUND: dict[str, list[tuple[int, str, re.Pattern[str]]]] = {}


def _patterns() -> dict[str, list[tuple[int, str, re.Pattern[str]]]]:
    """The everyday patterns by intent: letters of their own, name, expression that any filling of slots fits."""
    if not _FOUND:
        for folder in sorted(Path(synthetic.__file__).with_name("grammar").iterdir()):
            for file in sorted(folder.glob("*.toml")):
                intents = tomllib.loads(file.read_text(encoding="utf-8")).get("intents", {})
                for intent, patterns in intents.items():
                    for number, pattern in enumerate(patterns):
                        parts = _PATTERN_PART.findall(pattern)
                        letters = sum(len(part) for part in parts if part[0] not in "{}()|")
                        name = f"{folder.name} {intent} {number}"
                        _FOUND.setdefault(intent, []).append((letters, name, _expression(parts)))
    return _FOUND


def _expression(parts: Sequence[str]) -> re.Pattern[str]:
    signs = {"(": "(?:", ")": ")", "|": "|"}
    body = "".join(".*?" if part[0] == "{" else signs.get(part) or re.escape(part) for part in parts)
    return re.compile(rf"(?is)^{body}\W*$")
