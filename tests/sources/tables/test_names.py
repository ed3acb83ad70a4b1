"""Several names in one cell, labels, brackets and remarks."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.tables import headers
from sources.tables.names import names_in_cell


@pytest.mark.parametrize(
    ("cell", "names", "aliases", "remarks"),
    [
        ("锤子、铁锤，榔头;大锤/小锤｜老锤\n锤哥", ["锤子", "铁锤", "榔头", "大锤", "小锤", "老锤", "锤哥"], [], []),
        ("锤子 钢钉", ["锤子", "钢钉"], [], []),
        ("Steel Nail", ["Steel Nail"], [], []),
        ("阿 龙", ["阿 龙"], [], []),
        ("外号：锤子（又名榔头）", ["锤子"], ["榔头"], []),
        ('绰号"锤子"', ["锤子"], [], []),
        ("绰号“锤子”", ["锤子"], [], []),
        ("锤子(钢钉的手下)", ["锤子"], [], ["钢钉的手下"]),
        ("锤子、钢钉等人", ["锤子", "钢钉"], [], []),
        ("1.锤子 2.钢钉", ["锤子", "钢钉"], [], []),
        ("hammer aka mallet", ["hammer"], ["mallet"], []),
        ("花名册", ["花名册"], [], []),
        ("Dominick", ["Dominick"], [], []),
        ("🔨、🦀", ["🔨", "🦀"], [], []),
        ("甲\n外号：钉子，微信号 abc_9999，2019年认识", ["甲"], ["钉子"], []),
        ("甲\n外号：钉子 电话13800138000", ["甲"], ["钉子"], []),
        ("甲\n绰号：老鬼；qq:9912345", ["甲"], ["老鬼"], []),
        ("hammer aka Mobile Master, phone 555-0100", ["hammer"], ["Mobile Master"], []),
        ("无", [], [], []),
        ("外号:", [], [], []),
    ],
)
def test_nicknames(cell, names, aliases, remarks):
    """Names are parted at the signs people use; brackets hold a name only where a label says so."""
    found = names_in_cell(cell)
    assert (list(found.names), list(found.aliases), list(found.remarks)) == (names, aliases, remarks)


@pytest.mark.parametrize(
    ("cell", "names", "aliases"),
    [
        ("甲 样", ["甲样"], []),
        ("Sample, Person", ["Sample, Person"], []),
        ("甲样（绰号“锤子”）", ["甲样"], ["锤子"]),
        ("甲样外号锤子", ["甲样"], ["锤子"]),
        ("甲样、乙样", ["甲样", "乙样"], []),
    ],
)
def test_real_names(cell, names, aliases):
    """Blanks stretch a Chinese name and commas turn a Latin one round; neither parts it."""
    found = names_in_cell(cell, are_real_names=True)
    assert (list(found.names), list(found.aliases)) == (names, aliases)


@given(st.text(max_size=60), st.booleans())
def test_names_come_from_the_cell(cell, are_real_names):
    """Every name found is clean, once, and made of signs of the cell."""
    found = names_in_cell(cell, are_real_names=are_real_names)
    everything = [*found.names, *found.aliases]
    assert len(set(everything)) == len(everything)
    assert all(name == name.strip() and name and set(name) <= set(cell) for name in everything)


@pytest.mark.parametrize("filling", [" " * 60_000, ": " * 9_000, "等" * 19_000 + "x", "(" * 19_000, "x、" * 30_000])
@pytest.mark.parametrize("are_real_names", [True, False])
def test_a_cell_costs_its_length_only(filling, are_real_names):
    """A cell that was made to be parted in all ways is parted once; one too long for names is a remark."""
    start = time.process_time()
    names_in_cell(f"锤子{filling}钢钉", are_real_names=are_real_names)
    headers.heading(f"外号{filling}x")
    assert time.process_time() - start < 2
