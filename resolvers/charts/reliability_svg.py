"""How far probabilities of links come true, as SVG: what was said of decided pairs against what people decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from resolvers.charts.templates import FONTS, shortened, template

Row = Mapping[str, object]

_LEFT, _TOP, _SIDE, _WIDTH = 60, 66, 320, 700


@dataclass(frozen=True)
class _Point:
    x: float
    y: float
    lower: float
    upper: float
    radius: float
    figures: str


@dataclass(frozen=True)
class _Tick:
    x: float
    y: float
    label: str


def reliability_svg(spans: Sequence[Row], *, title: str) -> str:
    """Draw a reliability table; on the dashed line probabilities are what comes true.

    Args:
        spans: Rows with mean_probability, match_share, match_share_lower, match_share_upper (0 to 1) and pair_count.
        title: Name of the case.

    Returns:
        A self-contained SVG document.
    """
    return template("reliability").render(
        title=shortened(title, 80),
        points=[_point(row) for row in spans],
        ticks=[_Tick(_x(share), _y(share), f"{share:.2f}") for share in (0.0, 0.25, 0.5, 0.75, 1.0)],
        left=_LEFT,
        right=_LEFT + _SIDE,
        top=_TOP,
        bottom=_TOP + _SIDE,
        width=_WIDTH,
        height=_TOP + _SIDE + 48,
        fonts=FONTS,
    )


def _x(share: float) -> float:
    return round(_LEFT + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_TOP + (1.0 - share) * _SIDE, 1)


def _point(row: Row) -> _Point:
    said, share, lower, upper = (
        float(str(row[name])) for name in ("mean_probability", "match_share", "match_share_lower", "match_share_upper")
    )
    count = int(str(row["pair_count"]))
    figures = f"said {said:.3f}, came true {share:.3f} ({lower:.2f} to {upper:.2f}), n={count}"
    # Area by number, between a dot and a thumb.
    return _Point(_x(said), _y(share), _y(lower), _y(upper), round(min(12.0, 2.0 + sqrt(count) / 2), 1), figures)
