"""Names of two records are compared word by word."""

import numpy as np
import polars as pl
import pytest

from resolvers.records.columns import recognised_columns
from resolvers.records.comparison import bits_of, level_of
from resolvers.records.name_comparison import NameComparison
from resolvers.records.names import names_of
from resolvers.records.texts import latin, skeletons


def _levels(*pairs, columns=("name",)):
    """The level's name of each pair of rows; a row is a tuple of cells."""
    rows = [row if isinstance(row, tuple) else (row,) for pair in pairs for row in pair]
    table = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")
    comparison = NameComparison("name", names_of(table, recognised_columns(table)), 1)
    left = np.arange(0, len(rows), 2, dtype=np.int32)
    codes, turned = comparison.codes(left, left + 1), comparison.codes(left + 1, left)
    assert (codes == turned).all()
    return [comparison.levels[level].name for level in level_of(codes)]


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Berg, Anna", "anna berg", "of 2: 2 equal"),
        ("José Núñez", "jose nunez", "of 2: 2 equal"),
        ("Anna Bregman", "Anna Bergman", "of 2: 1 equal, 1 close"),
        ("Alexander Holm", "Alex Holm", "of 2: 1 equal, 1 close"),
        ("A. Holmqvist", "Anna Holmqvist", "of 2: 1 equal, 1 initial"),
        ("Anna Maria Holm", "Anna Holm", "of 2: 2 equal"),
        ("Anna Holm", "Anna Kast", "of 2: 1 equal, 1 different"),
        ("Mei Yang", "Mei Gang", "of 2: 1 equal, 1 different"),
        ("王小明", "Wang Xiaoming", "other script: all words alike"),
        ("王小明", "Xiao-Ming WANG", "other script: all words alike"),
        ("Holm", "Kast", "of 1: 1 different"),
    ],
)
def test_two_names_reach_a_level(left, right, level):
    """Order, accents, slips, short forms, initials, words left out, and other scripts are told apart."""
    assert _levels((left, right)) == [level]


def test_the_best_of_several_names_counts():
    """Records with aliases are compared by the two names that agree best."""
    pair = (("Karl Moor", "Charlie M|Anna Holm"), ("Anna Holm", "Ines Kast"))
    assert _levels(pair, columns=("name", "aliases")) == ["of 2: 2 equal"]


def test_parts_and_full_name_are_one_name():
    """A surname column that repeats the full name is no second reason."""
    table = pl.DataFrame(
        {"full name": ["Anna Holm", "Karl Moor"], "first name": ["Anna", "Karl"], "surname": ["Holm", "Moor"]}
    )
    names = names_of(table, recognised_columns(table))
    assert names.most == 1


def test_hearing_is_worth_more_beside_words_alike_by_letters():
    """A name that sounds alike as a whole counts beside its words that are spelled alike, up to a bound."""
    table = pl.DataFrame({"name": ["Anton Wexler", "Антон Векслер", "Anna Holm"]})
    comparison = NameComparison("name", names_of(table, recognised_columns(table)), 1)
    spelled = comparison.codes(np.array([0], dtype=np.int32), np.array([1], dtype=np.int32))
    heard = comparison.heard_codes(spelled)
    assert bits_of(heard)[0] == pytest.approx(min(bits_of(spelled)[0] + 8, 16))
    assert comparison.levels[level_of(heard)[0]].name == "other script: all words alike"


def test_words_of_two_scripts_have_one_skeleton():
    """What is left of a word in its consonants is the same where two languages write one name."""
    spelled = latin(["cobbs", "科布斯", "веллер", "weller", "dorn"])
    one, other, third, fourth, last = skeletons(spelled).tolist()
    assert one == other and third == fourth and last not in (one, third)
