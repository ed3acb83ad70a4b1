"""Letters to sounds, and how alike sounds are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.names.sounds.letters import sounds_of
from resolvers.names.sounds.likeness import HABITS, costs, sound_codes, sound_likeness


def _alike(left, right, habits="across"):
    codes, _ = sound_codes([sounds_of(left), sounds_of(right)])
    return float(sound_likeness(codes[:1], codes[1:], habits)[0])


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("schmidt", "Smidt"),
        ("щука", "Suka"),
        ("さくら", "sakura"),
        ("サクラ", "sakura"),
        ("김", "gim"),
        ("Γιώργος", "8ior8os"),
    ],
)
def test_word_sounds_as_its_script_spells_it(word, sounds):
    """Each script is read by its own table."""
    assert sounds_of(word) == sounds


@pytest.mark.parametrize(
    ("word", "near", "far", "habits"),
    [
        ("bach", "бах", "банк", "across"),
        ("george", "джордж", "григорий", "across"),
        ("salman", "سلمان", "سليم", "unvowelled"),
        ("cohen", "כהן", "כץ", "unvowelled"),
        ("victor", "ヴィクトル", "ビル", "east"),
    ],
)
def test_transcription_is_nearer_than_another_word(word, near, far, habits):
    """The word as another script transcribes it sounds nearer than some other word."""
    assert _alike(word, near, habits) > _alike(word, far, habits)


@pytest.mark.parametrize("habits", HABITS)
def test_costs_are_symmetric_and_nothing_costs_less_than_nothing(habits):
    """Taking A for B costs what taking B for A costs, and a sound is itself for nothing."""
    near, drop = costs(habits)
    assert (abs(near - near.T) < 1e-6).all()
    assert (near.diagonal() == 0).all() and (near >= 0).all() and (drop > 0).all()


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(sorted(HABITS)))
@settings(max_examples=40, deadline=None)
def test_sounds_of_anything_can_be_compared(left, right, habits):
    """No text breaks the tables; likeness is symmetric and between 0 and 1."""
    assert 0 <= _alike(left, right, habits) <= 1
    assert _alike(left, right, habits) == pytest.approx(_alike(right, left, habits), abs=1e-5)
