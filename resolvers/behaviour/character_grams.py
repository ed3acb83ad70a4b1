"""Character n-grams of own words, hashed into a fixed number of buckets: vectorised, no dictionary, no chance.

**Source:** Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009; character n-grams as
style: Stamatatos, "A survey of modern authorship attribution methods", JASIST 2009.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from resolvers.behaviour.own_words import BORDER, CUT, MASKED

# Single signs to groups of four: four letters hold endings, function words and smileys; in Chinese two hold a word.
# With the border of the message they also hold how messages begin and end, and by the case of letters the capitals.
_ORDERS = (1, 2, 3, 4)
BUCKETS = 1 << 17
_BLOCK = 1 << 20
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_Signs = npt.NDArray[np.uint32]
_Places = npt.NDArray[np.int32]


def gram_blocks(points: _Signs, owners: _Places) -> Iterator[tuple[_Places, _Places]]:
    """Every n-gram as its owner and its bucket, a bounded block at a time.

    Args:
        points: Code points, messages between borders.
        owners: Owner of each code point.

    Yields:
        Owners and buckets of the n-grams that begin in the block.
    """
    plain = _without_digits(points)
    for begin in range(0, len(plain), _BLOCK):
        end = min(begin + _BLOCK, len(plain))
        yield _grams(plain[begin : end + max(_ORDERS) - 1], owners[begin:end])


def _without_digits(points: _Signs) -> _Signs:
    """Which digits one writes is content; that one writes digits, and how many, is habit."""
    plain = points.copy()
    for zero in (0x30, 0xFF10):
        plain[(points >= zero) & (points < zero + 10)] = zero
    return plain


def _grams(block: _Signs, owners: _Places) -> tuple[_Places, _Places]:
    # A mask or cut is nobody's writing.
    hidden = np.concatenate([[0], np.cumsum((block == CUT) | (block == MASKED))])
    borders = np.concatenate([[0], np.cumsum(block == BORDER)])
    rows, columns = [], []
    for order in _ORDERS:
        size = min(len(owners), len(block) - order + 1)
        if size <= 0:
            continue
        code = np.full(size, order, dtype=np.uint64)
        for offset in range(order):
            code = (code ^ block[offset : offset + size].astype(np.uint64)) * _FACTOR
            code ^= code >> np.uint64(29)
        # A border may stand at either end, never inside: an n-gram is of one message.
        inside = borders[order - 1 : order - 1 + size] - borders[1 : size + 1] if order > 1 else 0
        own = borders[order : order + size] - borders[:size] < order
        good = (inside <= 0) & own & (hidden[order : order + size] == hidden[:size])
        rows.append(owners[:size][good])
        columns.append((code[good] % np.uint64(BUCKETS)).astype(np.int32))
    return np.concatenate(rows), np.concatenate(columns)
