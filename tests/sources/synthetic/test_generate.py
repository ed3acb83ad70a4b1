"""The generated case: same bytes, a key that fits the files, knobs that are met, files that our readers read."""

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from sources import registry
from sources.manifest import read_manifest
from sources.record import EndOfExhibit, Exhibit
from sources.seizure_sheet import read_sheet
from sources.synthetic.generate import GeneratedCase, generate
from sources.synthetic.settings import PRESETS, BadGeneratorSettings

SEED = 11


def _digests(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> GeneratedCase:
    return generate(tmp_path_factory.mktemp("demo"), SEED, PRESETS["demo"])


@pytest.fixture(scope="module")
def answers(demo):
    return {file.stem: pl.read_parquet(file) for file in sorted(demo.answers.glob("*.parquet"))}


@pytest.fixture(scope="module")
def read(demo):
    """Every file as its reader gives it: format, status, records, and the messages with their place."""
    return [entry for folder in demo.seizures for entry in _read_seizure(folder)]


def _read_seizure(folder: Path):
    sheet = read_sheet(folder / "seizure.toml")
    for path in read_manifest(folder / "SHA256SUMS"):
        source_format = registry.detect(registry.read_head(folder / path, path))
        if source_format is None:
            yield folder.name, path, None, None, 0, []
            continue
        owners = {platform: native_ids[0] for platform, native_ids in sheet.owners.items()}
        exhibit = Exhibit("0" * 64, path, folder / path, sheet.timezone, owners)
        *batches, end = source_format.read(exhibit)
        assert isinstance(end, EndOfExhibit)
        assert sum(batch.rejected_count for batch in batches) == 0
        count = sum(batch.record_count + batch.duplicate_count for batch in batches)
        if source_format.count is not None:
            assert source_format.count(exhibit) == count
        messages = [
            row for batch in batches if "message" in batch.tables for row in batch.tables["message"].to_pylist()
        ]
        yield folder.name, path, source_format.name, end.status, count, messages


def test_the_same_seed_and_knobs_give_the_same_bytes(demo, tmp_path):
    """Two runs write identical files, answer key, workbooks and hash lists included."""
    again = generate(tmp_path / "again", SEED, PRESETS["demo"])
    assert _digests(again.out) == _digests(demo.out)


def test_another_seed_gives_another_case(tmp_path):
    """Seeds matter: no chat file is shared between two seeds."""
    first = _digests(generate(tmp_path / "a", 1, PRESETS["small"]).out)
    second = _digests(generate(tmp_path / "b", 2, PRESETS["small"]).out)
    shared = {path for path in first if second.get(path) == first[path] and "answers" not in path}
    # Custody says who seized what when, and is the same in all invented cases.
    shared -= {path for path in shared if path.endswith("seizure.toml")}
    assert shared == set()


def test_every_file_is_read_to_its_end_by_a_reader(read):
    """Each file is found by content and read without a rejected record, the tools' side files too."""
    assert [path for _, path, name, _, _, _ in read if name is None] == []
    assert {status for _, _, name, status, _, _ in read if name is not None} == {"read"}


def test_the_demo_holds_chats_registrations_and_nickname_lists(read):
    """The demo has both WeChat tools, Telegram, logs of both server kinds, registrations and lists."""
    formats = {name for _, _, name, _, _, _ in read}
    assert {"telegram_json", "irc_log", "jabber_json", "registration_table", "nickname_text"} <= formats
    assert {"wechat_pywxdump_csv", "wechat_memotrace_csv"} & formats


def test_the_key_places_every_message_where_its_reader_finds_it(read, answers):
    """Place and words of the key agree with what the readers read, file by file."""
    truth = answers["message"].filter((pl.col("kind") == "message") & (pl.col("platform") != "irc"))
    said = {(row["seizure_id"], row["path"], row["position"]): row["text"] for row in truth.to_dicts()}
    found = {
        (seizure, path, message["position"]): message["text"]
        for seizure, path, _, _, _, rows in read
        for message in rows
    }
    assert {place for place in said if found.get(place) != said[place]} == set()


def test_senders_of_platforms_with_ids_are_the_accounts_of_the_key(read, answers):
    """Where a format carries ids, the reader's sender is the key's account."""
    truth = answers["message"].filter(
        (pl.col("kind") == "message") & pl.col("platform").is_in(["wechat", "qq", "telegram", "jabber"])
    )
    account = {(row["seizure_id"], row["path"], row["position"]): row["account_id"] for row in truth.to_dicts()}
    found = {
        (seizure, path, message["position"]): message["sender_account_id"]
        for seizure, path, _, _, _, rows in read
        for message in rows
    }
    assert {place for place in account if found.get(place) != account[place]} == set()


def test_accounts_of_the_key_speak_or_are_registered_or_marked_lost(demo, answers):
    """An account that is not marked lost stands somewhere in the files."""
    everything = b"".join(file.read_bytes() for folder in demo.seizures for file in folder.rglob("*") if file.is_file())
    listed = {row["account_id"] for row in answers["appearance"].to_dicts()}
    for row in answers["account"].filter(~pl.col("is_lost")).to_dicts():
        is_written = row["native_id"].encode() in everything or row["account_id"] in listed
        assert is_written or row["platform"] in {"wechat", "qq", "telegram", "whatsapp"}


@pytest.mark.parametrize("preset", ["demo", "medium", "hard"])
def test_shares_of_the_presets_are_met(preset, tmp_path):
    """Opaque aliases, bought accounts and homonyms meet their knobs; sizes reach what the preset promises."""
    settings = replace(PRESETS[preset], messages=600)
    case = generate(tmp_path, 5, settings)
    alias = pl.read_parquet(case.answers / "alias.parquet")
    account = pl.read_parquet(case.answers / "account.parquet")
    assert alias["is_opaque"].mean() == pytest.approx(settings.opaque_share, abs=0.05)
    assert account["is_bought"].mean() == pytest.approx(settings.bought_share, abs=0.02)
    assert alias["is_homonym"].mean() == pytest.approx(settings.homonym_share, abs=0.04)
    assert case.accounts >= settings.accounts


def test_losses_meet_their_share(tmp_path):
    """About the wished share of messages is in no file, and as many as promised are."""
    settings = replace(PRESETS["small"], messages=2000, loss_share=0.4)
    case = generate(tmp_path, 3, settings)
    assert case.message_count >= settings.messages
    assert case.lost_count / (case.lost_count + case.message_count) == pytest.approx(0.4, abs=0.04)


def test_opaque_aliases_share_nothing_with_other_names_of_their_bearer(answers):
    """An opaque alias has no concept and no character in common with another alias of the person."""
    for _, aliases in answers["alias"].group_by("person_id"):
        rows = aliases.to_dicts()
        for row in (row for row in rows if row["is_opaque"]):
            others = [other for other in rows if other is not row]
            assert all(other["concept"] != row["concept"] for other in others)
            signs = {sign for sign in row["alias"] if "\u4e00" <= sign <= "\u9fff"}
            assert not any(signs & set(other["alias"]) for other in others)


def test_talk_varies(answers):
    """Most messages are worded once, and no wording is more than two in a hundred of all."""
    texts = answers["message"].filter(pl.col("kind") == "message").unique("message")["text"]
    counts = Counter(texts.to_list())
    assert len(counts) / len(texts) > 0.7
    assert counts.most_common(1)[0][1] / len(texts) < 0.02


def test_the_demo_casts_the_study_and_sets_its_traps(answers):
    """Hammer has several accounts, one bought; another gang has a hammer too; the chats say that both names are one."""
    person = answers["person"]
    hammers = person.filter(pl.col("label") == "锤子")["person_id"].to_list()
    assert len(hammers) == 2
    assert {"钢钉", "馒头", "螃蟹"} <= set(person["label"].to_list())
    periods = answers["operator_period"].filter(pl.col("person_id") == hammers[0])
    accounts = answers["account"].join(periods, on="account_id", how="semi")
    assert accounts.height >= 4
    assert accounts["is_bought"].any()
    assert {"homonym", "same_registrant"} <= set(answers["trap"]["kind"].to_list())
    said = answers["message"].filter(pl.col("text").str.contains("(?i)hammer") & pl.col("text").str.contains("锤子"))
    assert said.height >= 2


def test_held_out_wording_changes_what_is_said_and_not_who_is_who(tmp_path):
    """The other phrasing keeps the people and says it in words that the everyday files do not have."""
    everyday = generate(tmp_path / "everyday", 4, PRESETS["small"])
    held_out = generate(tmp_path / "held_out", 4, replace(PRESETS["small"], phrasing="held_out"))
    people = [pl.read_parquet(case.answers / "person.parquet") for case in (everyday, held_out)]
    assert people[0].equals(people[1])
    words = [
        pl.read_parquet(c.answers / "message.parquet").filter(intent="order")["text"] for c in (everyday, held_out)
    ]
    assert len(set(words[0]) & set(words[1])) < 0.05 * len(words[0])


def test_knobs_out_of_range_are_refused_by_name():
    """A share above its range is refused with the knob's name."""
    with pytest.raises(BadGeneratorSettings, match="opaque_share"):
        replace(PRESETS["demo"], opaque_share=1.5)
