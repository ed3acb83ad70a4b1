"""Matches the words of two names, whatever their order, and says how alike the names are by it.

**Source:** greedy matching by falling likeness; with at most eight words it differs from the best matching only where
two words of one name are nearly alike. Weights were set by reading errors on one half of public name pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolvers.names.word_likeness import Likeness, Rows, WordTable

# How much a word of each kind weighs against an ordinary one.
_KIND_WEIGHTS = {"particle": 0.15, "honorific": 0.1, "legal": 0.25, "initial": 0.35, "patronymic": 0.6}
# Initial and word that starts with it.
_INITIAL = 0.9
# What one name leaves out costs, as a share of its weight: where two words or more match, where one matches.
_LEFT_OUT, _LEFT_OUT_OF_ONE = 0.3, 0.8
# A company with one word more is another company (Bank of China, Bank of China Hong Kong).
_LEFT_OUT_OF_COMPANY = 0.9
_OTHER_LEGAL_FORM = 0.75
# How much the worst matched word counts beside the mean.
_WORST = 0.5
# A particle that is as like a word as this is that word.
_WRITTEN_OUT = 0.9
# Words less alike than this contradict each other.
_UNLIKE = 0.55


@dataclass(frozen=True)
class Match:
    """Likeness of names by their words.

    Attributes:
        score: From 0 to 1.
        joined_credit: What likeness of the names written as one word is worth, from 0 to 1.
    """

    score: Likeness
    joined_credit: Likeness


def match_words(grid: Likeness, words_l: Rows, words_r: Rows, table: WordTable) -> Match:
    """Match the words of each pair of names.

    Args:
        grid: Likeness of word i of the left and word j of the right name, by pair; -1 where there is none.
        words_l: Numbers of the words of the left names, -1 where there is none.
        words_r: The same for the right names.
        table: The words.
    """
    count, most = words_l.shape
    weights = np.ones(len(table.words) + 1, dtype=np.float32)
    for kind, kind_weight in _KIND_WEIGHTS.items():
        weights[table.kinds(kind)] = kind_weight
    weights[-1] = 0
    weights_l, weights_r = weights[words_l], weights[words_r]
    grid = _with_initials(_apart(grid, words_l, words_r, table), words_l, words_r, table)
    # Ordinary words look for each other before particles do.
    wish = np.where(grid >= 0, grid + 0.05 * np.minimum(weights_l[:, :, None], weights_r[:, None, :]), -1)
    total = np.zeros(count, dtype=np.float32)
    gained = np.zeros(count, dtype=np.float32)
    worst = np.ones(count, dtype=np.float32)
    matched = np.zeros(count, dtype=np.float32)
    rest_l, rest_r = weights_l.copy(), weights_r.copy()
    everyone = np.arange(count)
    is_initial = table.kinds("initial")
    for _ in range(most):
        best = wish.reshape(count, -1).argmax(axis=1)
        row, column = best // most, best % most
        alike = grid[everyone, row, column]
        open_ = wish[everyone, row, column] >= 0
        weight = np.where(open_, np.maximum(rest_l[everyone, row], rest_r[everyone, column]), 0)
        # Where nothing but a particle is left for a word, the word is left out, not contradicted.
        weight = np.where(
            open_ & (alike < _UNLIKE), np.minimum(rest_l[everyone, row], rest_r[everyone, column]), weight
        )
        alike = np.maximum(alike, 0)
        total += weight
        gained += weight * alike
        # Particles and initials do not decide how bad the worst word is.
        decides = (weight >= 0.6) | (is_initial[words_l[everyone, row]] ^ is_initial[words_r[everyone, column]])
        worst = np.where(open_ & decides, np.minimum(worst, alike), worst)
        # An initial is no word that agrees.
        is_solid = ~(is_initial[words_l[everyone, row]] | is_initial[words_r[everyone, column]])
        matched += np.where(open_ & (alike >= 0.7) & is_solid, weight, 0)
        rest_l[everyone, row] = np.where(open_, 0, rest_l[everyone, row])
        rest_r[everyone, column] = np.where(open_, 0, rest_r[everyone, column])
        wish[everyone, row, :] = np.where(open_[:, None], -1, wish[everyone, row, :])
        wish[everyone, :, column] = np.where(open_[:, None], -1, wish[everyone, :, column])
    mean = gained / np.maximum(total, 1e-6)
    left_out = rest_l.sum(axis=1) + rest_r.sum(axis=1)
    legal = table.kinds("legal")
    is_company = legal[words_l].any(axis=1) | legal[words_r].any(axis=1)
    rate = np.where(matched >= 1.6, np.where(is_company, _LEFT_OUT_OF_COMPANY, _LEFT_OUT), _LEFT_OUT_OF_ONE)
    factor: Likeness = 1 - rate * left_out / np.maximum(total + left_out, 1e-6)
    unlike_forms = _other_legal_form(grid, words_l, words_r, legal)
    factor = np.where(unlike_forms, factor * _OTHER_LEGAL_FORM, factor)
    # Names that share nothing but initials or particles share nothing; two single words are as alike as they are.
    has_more = ((words_l >= 0).sum(axis=1) > 1) | ((words_r >= 0).sum(axis=1) > 1)
    factor = np.where((matched < 0.6) & has_more, factor * 0.5, factor)
    score = ((1 - _WORST) * mean + _WORST * np.minimum(worst, mean)) * factor
    return Match(np.clip(score, 0, 1), np.where(unlike_forms, np.float32(_OTHER_LEGAL_FORM), np.float32(1)))


def _apart(grid: Likeness, words_l: Rows, words_r: Rows, table: WordTable) -> Likeness:
    """The grid without pairs of an ordinary word and one that is none: that the rest has one is no contradiction."""
    ordinary = ~(table.kinds("particle") | table.kinds("honorific") | table.kinds("legal"))
    unlike = ordinary[words_l][:, :, None] ^ ordinary[words_r][:, None, :]
    return np.where(unlike & (grid < _WRITTEN_OUT), np.float32(-1), grid)


def _other_legal_form(grid: Likeness, words_l: Rows, words_r: Rows, legal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pairs of companies whose legal forms are both said and have nothing in common."""
    both = legal[words_l][:, :, None] & legal[words_r][:, None, :]
    return np.asarray(both.any(axis=(1, 2)) & ~(both & (grid > 0.999)).any(axis=(1, 2)), dtype=np.bool_)


def _with_initials(grid: Likeness, words_l: Rows, words_r: Rows, table: WordTable) -> Likeness:
    """The grid with initials near the words that start with them and far from all others."""
    initial = table.kinds("initial")
    first = np.array([ord(word.latin[0]) if word.latin else 0 for word in table.words] + [0])
    one, other = words_l[:, :, None], words_r[:, None, :]
    concerned = (grid >= 0) & (initial[one] ^ initial[other])
    same = (first[one] == first[other]) & (first[one] > 0)
    return np.where(concerned, np.where(same, np.float32(_INITIAL), np.float32(0)), grid)
