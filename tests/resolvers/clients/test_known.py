"""Who is known as worked on: by his own conversations, and by those of the one who works on him."""

import polars as pl

from resolvers.clients.known import known_clients
from tests.resolvers.clients.two_sides import LURED, case_of, spoken

_NO_ACTS = pl.DataFrame(schema={"entity_id": pl.String, "acts": pl.UInt32})
_FEW = [
    ("wolf", "good morning, ready?"),
    ("second", "how much is it?"),
    ("wolf", "one more top up"),
    ("second", "see you"),
]


def _known(talk: list[tuple[str, str, str]], strong: pl.DataFrame = _NO_ACTS) -> dict[str, bool]:
    direct = sorted({thread for thread, _, _ in talk})
    return dict(known_clients(case_of(talk, direct=direct), strong).select("entity_id", "is_open").iter_rows())


def test_who_is_worked_on_plainly_is_known() -> None:
    """One whole conversation of a caller is enough; the caller himself is neither known nor open."""
    assert _known(spoken("t", LURED["en"])) == {"E-lamb": False}


def test_who_talks_alone_with_one_that_works_on_others_needs_less() -> None:
    """The same few words are open by themselves, and enough where the other works on somebody else."""
    assert _known(spoken("u", _FEW)) == {"E-second": True}
    assert _known([*spoken("t", LURED["en"]), *spoken("u", _FEW)]) == {"E-lamb": False, "E-second": False}


def test_who_talks_alone_with_one_that_works_on_others_and_never_of_work_is_open() -> None:
    """Whoever only jokes with a caller is no member to be told; who reports to him is."""
    jokes = [("wolf", "did you see the match"), ("pal", "yes, what a goal"), ("wolf", "lunch?"), ("pal", "coming")]
    work = [*jokes, ("pal", "two clients today, the shift ends at nine")]
    assert _known(spoken("u", jokes)) == {}
    assert _known([*spoken("t", LURED["en"]), *spoken("u", jokes)]) == {"E-lamb": False, "E-pal": True}
    assert _known([*spoken("t", LURED["en"]), *spoken("u", work)]) == {"E-lamb": False}


def test_strong_acts_speak_against() -> None:
    """Acts of the trade outweigh what is spoken of."""
    strong = pl.DataFrame({"entity_id": ["E-lamb"], "acts": [9]}, schema=_NO_ACTS.schema)
    assert _known(spoken("t", LURED["en"]), strong) == {}
