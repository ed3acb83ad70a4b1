"""Sentences as people type them, by language: what is stated, denied or doubted, and what only looks alike.

The tables in sentences/*.txt are written from how people speak, not from the patterns. A heading `[kind verdict]` holds
for the lines below it. A line is `object | words` or `subject > object | words`; `//` parts the turns of two speakers,
`/=` the turns of one. Verdicts: said, denied, doubted (stated as a guess, or nothing is), nothing.
"""

from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from resolvers.mentions.find import mentions
from resolvers.statements.phrasebook import languages
from resolvers.statements.read import CaseWords, statements
from sources.text_identifiers.find import text_identifiers
from warehouse.schema.frames import FOUND_IDENTIFIER, REFERENCE, REFERENCE_NAME, UTTERANCE

_IDENTITY = ("is_called", "same_person", "hand_over", "has_account")


class Sentence(NamedTuple):
    """One line of a table."""

    language: str
    kind: str
    verdict: str
    subject: str | None
    object: str | None
    words: str


def _table(path: Path) -> list[Sentence]:
    found, kind, verdict = [], "", ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind, verdict = line.strip("[]").split()
        elif line and not line.startswith("#"):
            named, bar, words = line.partition(" | ")
            subject, arrow, stated = named.partition(" > ") if bar else ("", "", "")
            found.append(
                Sentence(
                    path.stem,
                    kind,
                    verdict,
                    subject if arrow else None,
                    (stated if arrow else named) if bar else None,
                    words if bar else line,
                )
            )
    return found


_SENTENCES = [
    pytest.param(sentence, id=f"{sentence.language}-{sentence.kind}-{sentence.verdict}-{number}")
    for path in sorted((Path(__file__).parent / "sentences").glob("*.txt"))
    for number, sentence in enumerate(_table(path))
]


def _read(sentence: Sentence) -> pl.DataFrame:
    """Statements of one talk of two, in a case that knows the language's example names and calls people by them."""
    known = next(language for language in languages() if language.code == sentence.language).known
    elsewhere = [f"{name}: ok" for name in known]
    turns: list[tuple[int, str]] = []
    speaker = 0
    for part in sentence.words.replace(" /= ", " // =").split(" // "):
        speaker = speaker if part.startswith("=") or not turns else 1 - speaker
        turns.append((speaker, part.removeprefix("=").replace("\\n", "\n")))
    count = len(turns) + len(elsewhere)
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": [f"m{turn}" for turn in range(count)],
                "thread_id": ["wechat:1"] * len(turns) + ["wechat:2"] * len(elsewhere),
                "turn": [*range(len(turns)), *range(len(elsewhere))],
                "sender": [f"account:wechat:s{who}" for who, _ in turns] + ["account:wechat:s9"] * len(elsewhere),
                "kind": "text",
                "text": [*(text for _, text in turns), *elsewhere],
                "exhibit_id": "e",
                "locator": [f"line:{turn + 1}" for turn in range(count)],
            }
        )
    )
    bearers = [f"account:wechat:w{number}" for number in range(len(known))]
    names = REFERENCE_NAME.conform(
        pl.DataFrame({"reference": bearers, "name": list(known), "kind": "account_nickname", "observation_count": 1})
    )
    references = REFERENCE.conform(
        pl.DataFrame({"reference": bearers, "kind": "account", "is_owner": False, "message_count": 1})
    )
    seen = utterances.select("locator", "text", platform=pl.lit("wechat"))
    identifiers = FOUND_IDENTIFIER.conform(
        text_identifiers(seen, None).join(utterances.select("message_id", "locator"), on="locator").drop("locator")
    )
    words = CaseWords(identifiers=identifiers)
    return statements(utterances, references, names, mentions(utterances, names), words)


@pytest.mark.parametrize("sentence", _SENTENCES)
def test_sentence_is_read_as_people_mean_it(sentence: Sentence):
    """A statement is read with its names, a denial as one, and a guess or a look-alike never as said."""
    found = _read(sentence).filter(pl.col("kind").is_in(_IDENTITY))
    affirmed = found.filter(~pl.col("is_negated") & ~pl.col("is_doubtful"))
    columns = ["kind", "subject_name", "object_name"]
    expected = (sentence.kind, sentence.subject, sentence.object)
    if sentence.verdict == "said":
        assert affirmed.select(columns).rows() == [expected]
        return
    assert affirmed.select(*columns, "pattern").rows() == []
    if sentence.verdict == "denied":
        assert expected in found.filter("is_negated").select(columns).rows()
    elif sentence.verdict == "nothing":
        assert found.select(*columns, "pattern").rows() == []
