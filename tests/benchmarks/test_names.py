"""The benchmark of names: its measures, and what counts as a near wrong spelling."""

import numpy as np

from benchmarks.names import NEIGHBOURS, across_scripts, best_threshold, half_of, quality


def test_quality_counts_claims_from_the_threshold_on():
    """Precision is of what is claimed, recall of what is right."""
    scores = np.array([0.9, 0.8, 0.7, 0.2])
    is_match = np.array([True, False, True, True])
    precision, recall, _ = quality(scores, is_match, 0.7)
    assert (precision, recall) == (2 / 3, 2 / 3)
    assert best_threshold(np.array([0.9, 0.4]), np.array([True, False])) > 0.4


def test_half_of_a_row_does_not_depend_on_its_place():
    """The same row is always of the same half, and both halves have rows."""
    assert half_of("a", "b") == half_of("a", "b")
    assert {half_of(str(number)) for number in range(20)} == {0, 1}


def test_wrong_spellings_are_near_and_none_of_the_right_ones(tmp_path):
    """Each name stands beside its right spelling and beside one that is given for another name."""
    file = tmp_path / "names.tsv"
    words = {f"name{number}": "абвгдежзиклмнопрст"[number : number + 4] for number in range(14)}
    file.write_text("".join(f"{latin}\t{' '.join(other)}\t1\n" for latin, other in words.items()), encoding="utf-8")
    pairs, (ranked_l, ranked_r) = across_scripts(file)
    assert len(pairs.left) == 2 * len(words) and int(pairs.is_match.sum()) == len(words)
    assert all(
        (words[left] == right) == match
        for left, right, match in zip(pairs.left, pairs.right, pairs.is_match, strict=True)
    )
    assert len(ranked_l) == len(ranked_r) and len(ranked_l) % (NEIGHBOURS + 1) == 0
