"""The slots: one module, one constant, nothing listed by hand."""

import types

import pytest

from resolvers import registry
from resolvers.contract import FAMILIES
from resolvers.scorers.weights_table import weights_table


def test_every_slot_is_found_under_its_module_name():
    """Each view, rule, comparison and scorer is called like its module."""
    for found, package in (
        (registry.name_views(), "resolvers.names.views"),
        (registry.blocking_rules(), "resolvers.blocking.rules"),
        (registry.comparisons(), "resolvers.comparisons.rules"),
        (registry.scorers_by_name(), "resolvers.scorers"),
    ):
        assert found
        for name in found:
            __import__(f"{package}.{name}")


def test_module_without_its_constant_is_an_error(tmp_path):
    """A module that forgot its constant stops the program instead of being skipped."""
    (tmp_path / "forgetful.py").write_text("", encoding="utf-8")
    package = types.ModuleType("resolvers.names.views")
    package.__path__ = [str(tmp_path)]
    with pytest.raises((AttributeError, ModuleNotFoundError)):
        registry._declared(package, "VIEW")


def test_every_level_has_weight_sentences_and_a_known_family():
    """No comparison level is silent about what it says."""
    for comparison in registry.comparisons().values():
        assert comparison.family in FAMILIES
        assert comparison.compare.__doc__
        for level in comparison.levels.values():
            assert level.sentence_en.endswith(".")
            assert level.sentence_zh.endswith("。")


def test_weights_are_a_table_that_settings_override():
    """An override replaces one weight and a misspelt one is refused."""
    table = weights_table({"rename.written_by_server": 1.0})
    assert table.filter(table["comparison"] == "rename")["weight"].to_list() == [1.0]
    with pytest.raises(KeyError, match="no such comparison level"):
        weights_table({"rename.nonsense": 1.0})
