"""The WeFlow text reader: names in quotation marks, own messages, lines of the app, damage, no record lost."""

from pathlib import Path

import pytest

from sources.errors import UnreadableExhibit
from sources.formats.wechat_weflow_text import FORMAT
from sources.registry import detect, read_head

SAMPLE = Path(__file__).parents[2] / "data" / "wechat_weflow_text" / "螃蟹 水房.txt"


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads a text (or bytes) as a printed chat; what claims to be whole is accounted for."""

    def read(content, path="螃蟹 水房.txt", **more):
        exhibit = exhibit_with(content, path, **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        found.tables["message"] = found.tables["message"].sort("position")
        return found

    return read


def test_export_is_known_by_its_quotation_marks(tmp_path):
    """All headers hold a name in quotation marks; a text where one doesn't is another tool's."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    twin = tmp_path / "twin.txt"
    for text in ("2023-05-01 09:00:05 Ann\nhi\n\n2023-05-01 09:00:05 'Ben'\nhi\n\n", "'Ann'\nhi\n\n", ""):
        twin.write_text(text)
        assert FORMAT.sniff(read_head(twin, SAMPLE.name)) == 0


def test_sample_is_read_as_written(reading):
    """Words over blank lines, media and transfers; "me" needs an owner."""
    found = reading(SAMPLE.read_bytes())
    messages = found.tables["message"]
    assert messages["text"].to_list() == ["料到了吗", "到了\n\n好", "[图片]", "[转账] 88.00"]
    assert messages["kind"].to_list() == ["text", "text", "media", "text"]
    assert messages["sender_name"].to_list() == ["螃蟹 水房", "我", "螃蟹 水房", "螃蟹 水房"]
    assert messages["sender_account_id"][1] is None
    assert found.tables["name_observation"].select("name", "observation_count").rows() == [("螃蟹 水房", 3)]
    owned = reading(SAMPLE.read_bytes(), owners={"wechat": "wxid_me"})
    assert owned.tables["message"]["sender_account_id"][1] == "wechat:wxid_me"
    assert owned.tables["account"].filter(owned.tables["account"]["is_owner"])["native_id"].to_list() == ["wxid_me"]


def test_lines_of_the_app_are_known_by_their_words(reading):
    """A whole sentence of the app is a system line, whoever it is printed under."""
    found = reading('2023-05-01 09:00:05 \'我\'\n"老螃蟹"邀请"小虾"加入了群聊\n\n')
    assert found.tables["message"].select("kind", "sender_account_id").row(0)[0] == "system"
    assert found.tables["membership_event"]["event"].to_list() == ["invite"]


def test_an_apostrophe_in_a_name_is_part_of_it(reading):
    """The outer marks are the tool's, inner ones the person's."""
    found = reading("2023-05-01 09:00:05 'O'Neil'\nhi\n\n")
    assert found.tables["message"]["sender_name"].to_list() == ["O'Neil"]


def test_damage_is_told(reading):
    """A torn character makes it partial; a text without headers is refused."""
    assert reading("2023-05-01 09:00:05 'Ann'\n锤".encode()[:-1]).end.status == "partial"
    assert reading("2023-05-01 09:00:05 'Ann'\nhi\n\n".encode("gb18030")).tables["message"]["text"].to_list() == ["hi"]
    with pytest.raises(UnreadableExhibit):
        reading("hello\n")
