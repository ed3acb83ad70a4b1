"""Counters of a case, and the amounts of money that people write: which are heard, as what, and whose words count."""

import pytest

from warehouse.connection import Warehouse, sql_text
from warehouse.schema.published import PUBLISHED_RELATIONS


@pytest.fixture
def snapshot():
    """A snapshot's empty tables, to be filled by a test."""
    with Warehouse(None) as warehouse:
        warehouse.execute("create schema snapshot")
        for relation in PUBLISHED_RELATIONS:
            columns = ", ".join(f'"{name}" {kind}' for name, kind in relation.duckdb_columns())
            warehouse.execute(f"create table snapshot.{relation.name} ({columns})")
        yield warehouse


def amounts(snapshot, *texts, case_id="quay"):
    for number, text in enumerate(texts):
        snapshot.execute(
            "insert into snapshot.message by name select $id as message_id, $case as case_id, $text as text",
            {"id": f"m{number}", "case": case_id, "text": text},
        )
    return [(value, unit) for *_, value, unit, _, _ in snapshot.execute(sql_text("views", "spoken_amount"))]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("進一筆8.8万，吃一下", 88_000, "unstated"),
        ("转了3000块给他", 3_000, "CNY"),
        ("今天3w元到账", 30_000, "CNY"),
        ("¥500 已付", 500, "CNY"),
        ("1.2亿流水", 120_000_000, "unstated"),
        ("5千万的盘子", 50_000_000, "unstated"),
        ("打2000u过来", 2_000, "USDT"),
        ("打5万u过来", 50_000, "USDT"),
        ("send 1,500 usdt now", 1_500, "USDT"),
        ("can u take 2k", 2_000, "unstated"),
        ("pay $1,200.50 today", 1_200.5, "USD"),
        ("30 美金", 30, "USD"),
        ("скинь 50 тыс. рублей", 50_000, "RUB"),
        ("1,5 млн руб за неделю", 1_500_000, "RUB"),
        ("5000₽", 5_000, "RUB"),
        ("chuyển 5 triệu cho anh", 5_000_000, "unstated"),
        ("1.500.000đ nhé", 1_500_000, "VND"),
        ("200 euros each", 200, "EUR"),
        ("lương 300 đô một tháng", 300, "USD"),
        ("2 tỷ đồng", 2_000_000_000, "VND"),
        ("3 млрд руб", 3_000_000_000, "RUB"),
    ],
)
def test_amount_is_heard(snapshot, text, value, unit):
    """Scales and currencies of four languages are read as one number and a unit."""
    assert amounts(snapshot, text) == [(pytest.approx(value), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "现在9点开会",
        "wxid_1gp3zsdr1mfz8k",
        "TKJHTrnaLhyMkALgN8k92",
        "13012345678",
        "5 people, 3 users",
        "2 kilos",
        "192.168.0.1",
        "底薪88000 万象",
        "",
    ],
)
def test_other_numbers_are_no_amounts(snapshot, text):
    """Hours, ids, wallets, phones and counts of things are not money."""
    assert amounts(snapshot, text) == []


def test_repeated_words_do_not_count_again(snapshot):
    """A forwarded message is no further amount; two amounts of one message are two."""
    snapshot.execute(
        "insert into snapshot.message_trait by name select 'm1' as message_id, 'quay' as case_id, 'forwarded' as trait"
    )
    assert amounts(snapshot, "进8万，出3万", "进8万") == [(80_000, "unstated"), (30_000, "unstated")]


def test_counters_say_what_a_case_came_to(snapshot):
    """Each counter is of its case; currencies stand apart, and every counter tells how it was counted."""
    for number, (status, is_protected) in enumerate([("active", False), ("active", True), ("unseen", False)]):
        snapshot.execute(
            "insert into snapshot.entity by name select $id as entity_id, 'quay' as case_id, $status as status, "
            "$is_protected as is_protected",
            {"id": f"E-{number}", "status": status, "is_protected": is_protected},
        )
    snapshot.execute("insert into snapshot.gang by name select 'G-1' as gang_id, 'quay' as case_id")
    snapshot.execute("insert into snapshot.gang by name select 'G-2' as gang_id, 'pier' as case_id")
    for value, unit in [(80_000.0, "CNY"), (20_000.0, "CNY"), (50.0, "USDT")]:
        snapshot.execute(
            "insert into snapshot.spoken_amount by name select 'quay' as case_id, $value as value, $unit as unit",
            {"value": value, "unit": unit},
        )
    rows = snapshot.execute(sql_text("views", "case_outcome"))
    found = {(case, measure, unit): value for case, measure, unit, value, _, _ in rows}
    assert found == {
        ("pier", "gangs", "gangs"): 1,
        ("quay", "amounts_spoken_of", "CNY"): 100_000,
        ("quay", "amounts_spoken_of", "USDT"): 50,
        ("quay", "gangs", "gangs"): 1,
        ("quay", "people_only_spoken_of", "people"): 1,
        ("quay", "people_with_accounts", "people"): 2,
        ("quay", "protected_people", "people"): 1,
    }
    assert all(meaning for *_, meaning in rows)
