"""Names as Russian talk spells them: declined, and Latin nicknames in Cyrillic letters."""

import polars as pl
import pytest

from resolvers.mentions.declined import cyrillic_spellings, declined_names
from resolvers.mentions.find import mentions
from warehouse.schema.frames import REFERENCE_NAME, UTTERANCE


def _found(text: str, *names: str) -> dict[str, str]:
    rows = declined_names(pl.Series([text]), pl.Series(names))
    return dict(rows.iter_rows())


@pytest.mark.parametrize(
    ("nick", "spelled"),
    [("merlin", "мерлин"), ("dudley", "дудли"), ("phoenix", "фоеникс"), ("quake", "квак"), ("jackson", "джаксон")],
)
def test_latin_nick_is_spelled_by_ear(nick: str, spelled: str):
    """A Latin nickname has the spellings that Russian gives it by ear."""
    assert spelled in cyrillic_spellings(nick)


def test_short_nick_and_nick_with_digits_have_no_spelling():
    """Three letters are too few to tell a name from a word, and digits are not spelled."""
    assert not cyrillic_spellings("max")
    assert not cyrillic_spellings("user12")


def test_declined_names_lead_to_the_nick():
    """Cases of a Cyrillic name and of a Latin nickname's spelling mean that name."""
    found = _found("спроси у мерлина про лузу, Фонарю скажу сам", "merlin", "luza", "Фонарь")
    assert found == {"мерлина": "merlin", "лузу": "luza", "фонарю": "фонарь"}


def test_loanword_names_nobody():
    """Words that Russian took from English are no nicknames."""
    assert _found("админ сказал, что мастер придёт", "admin", "master") == {}


def test_spelling_of_two_names_is_left_out():
    """What two names of the case are spelled like means neither."""
    assert _found("спроси у анны", "anna", "Анна") == {}


def test_mention_carries_the_form_of_the_nick():
    """A declined mention is found where it stands and carries the alias form of the name it is of."""
    utterances = UTTERANCE.conform(
        pl.DataFrame(
            {
                "message_id": ["m"],
                "thread_id": ["t"],
                "turn": [0],
                "sender": ["account:jabber:a"],
                "kind": ["text"],
                "text": ["сведи их с Лузой"],
                "exhibit_id": ["e"],
                "locator": ["line:1"],
            }
        )
    )
    names = REFERENCE_NAME.conform(
        pl.DataFrame(
            {"reference": ["account:jabber:b"], "name": ["luza"], "kind": ["handle"], "observation_count": [1]}
        )
    )
    found = mentions(utterances, names)
    assert found.select("text", "alias_form", "start_offset").rows() == [("Лузой", "luza", 11)]
