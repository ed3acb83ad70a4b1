"""What people tell of each other's work."""

import pytest

from resolvers.told.duties import told_duties
from tests.resolvers.spoken_cases import spoken_case

_NAMES = {
    "speaker": "zzspeaker", "other": "zzother", "hammer": "锤子", "bun": "馒头", "nail": "hammer", "crab": "краб",
    "mango": "Búa",
}  # fmt: skip


def _told(*words: str) -> dict[str, set[str]]:
    talk = [("t", "speaker" if turn % 2 == 0 else "other", text) for turn, text in enumerate(words)]
    found: dict[str, set[str]] = {}
    rows = told_duties(spoken_case(talk, _NAMES)).select("entity_id", "role", "is_denied").iter_rows()
    for entity, role, is_denied in rows:
        found.setdefault(entity, set()).add(f"not {role}" if is_denied else role)
    return found


@pytest.mark.parametrize(
    ("text", "entity", "role"),
    [
        ("锤子是管服务器的", "E-hammer", "system_operator"),
        ("錘子現在是我們的組長，有事找他", "E-hammer", "team_leader"),
        ("锤子刚到，你们多带着点，他打电话的", "E-hammer", "caller"),
        ("hammer is our new recruiter", "E-nail", "recruiter"),
        ("hammer writes the scripts", "E-nail", "scripter"),
        ("краб это наш кодер", "E-crab", "developer"),
        ("краб админит сервера", "E-crab", "system_operator"),
        ("Búa lo server bên mình", "E-mango", "system_operator"),
        ("我是人事，有事找我", "E-speaker", "recruiter"),
    ],
)
def test_duty_is_read(text: str, entity: str, role: str):
    """A duty or title told right after a name, or in a clause of its own, is that person's."""
    assert role in _told(text).get(entity, set())


def test_roster_lines_go_to_their_own_names():
    """Each line of a pasted roster tells of the name in it."""
    assert _told("花名册\n1. 锤子 组长\n2. 馒头-做饭的") == {"E-hammer": {"team_leader"}, "E-bun": {"logistics"}}


def test_answer_without_the_name_goes_to_whom_the_question_named():
    """'Who is hammer?' – 'the one who cooks'."""
    assert _told("锤子是谁", "就那个做饭的") == {"E-hammer": {"logistics"}}


def test_denial_turns_it_round():
    """Who is said not to be something is not it."""
    assert _told("锤子不是组长") == {"E-hammer": {"not team_leader"}}


@pytest.mark.parametrize(
    "text", ["锤子的老板来了", "早，锤子，老板来了", "锤子是组长吗？", "hammer told the developer", "краб видел кодера"]
)
def test_titles_of_others_are_not_his(text: str):
    """Titles in questions, of somebody's boss or of somebody else say nothing."""
    assert _told(text) == {}
