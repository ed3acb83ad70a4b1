"""Choices of an analyst: presets, overrides, and a plain sentence for every mistake."""

import math

import pytest

from pipelines.linking import LinkingMistake, code_version, configuration_text, link_settings, linking_choice
from resolvers.contract import PRESETS

SEIZURES = [("north", "phone-1"), ("south", "phone-2")]


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_preset_alone_gives_its_settings(preset):
    """The word `preset` in a field takes the value of the preset."""
    assert link_settings(preset, "preset", "preset", "preset") == PRESETS[preset]


def test_numbers_replace_those_of_the_preset():
    """A changed number counts, the others stay."""
    settings = link_settings("balanced", 8, -1.5, 500)
    assert (settings.join_weight, settings.lead_weight, settings.block_pair_limit) == (8.0, -1.5, 500)
    assert settings.prior_weight == PRESETS["balanced"].prior_weight


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (("bold", "preset", "preset", "preset"), "strict, balanced, wide"),
        ((7, "preset", "preset", "preset"), "strict, balanced, wide"),
        (("balanced", "high", "preset", "preset"), "join_weight"),
        (("balanced", math.nan, "preset", "preset"), "join_weight"),
        (("balanced", True, "preset", "preset"), "join_weight"),
        (("balanced", 1e9, "preset", "preset"), "between -40 and 40"),
        (("balanced", 5, 9, "preset"), "lead_weight the smaller"),
        (("balanced", "preset", "preset", 0), "block_pair_limit"),
        (("balanced", "preset", "preset", 2.5), "block_pair_limit"),
    ],
)
def test_value_out_of_bounds_is_said_in_a_sentence(values, word):
    """Each mistake names the field and what to write instead."""
    with pytest.raises(LinkingMistake, match=word):
        link_settings(*values)


def test_unknown_case_and_seizure_name_the_known_ones():
    """A case or seizure that isn't there is answered with those that are."""
    settings = PRESETS["balanced"]
    with pytest.raises(LinkingMistake, match="north, south"):
        linking_choice(settings, "west", "all", False, SEIZURES)
    with pytest.raises(LinkingMistake, match="phone-1"):
        linking_choice(settings, "north", "phone-2", False, SEIZURES)
    choice = linking_choice(settings, "north", "phone-1", True, SEIZURES)
    assert (choice.case_id, choice.seizure_id, choice.force) == ("north", "phone-1", True)


def test_all_means_no_limit():
    """`all` works on every case and reads every seizure."""
    choice = linking_choice(PRESETS["wide"], "all", "all", False, [])
    assert choice.case_id is None
    assert choice.seizure_id is None


def test_configuration_tells_settings_and_code_apart():
    """Another preset or another version of the code is another configuration; the same is the same."""
    texts = {configuration_text(settings) for settings in PRESETS.values()}
    assert len(texts) == len(PRESETS)
    assert all(code_version() in text for text in texts)
    assert configuration_text(PRESETS["wide"]) == configuration_text(PRESETS["wide"])
