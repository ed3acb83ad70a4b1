"""Measured shares of a case with their intervals, as SVG: how good the linking is, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resolvers.charts.templates import FONTS, shortened, template

Row = Mapping[str, object]

_WIDTH, _LEFT, _RIGHT, _TOP, _STEP = 860, 300, 690, 66, 24


@dataclass(frozen=True)
class _Bar:
    y: int
    label: str
    width: float
    lower: float | None
    upper: float | None
    figures: str


@dataclass(frozen=True)
class _Tick:
    x: float
    label: str


def quality_svg(measures: Sequence[Row], *, title: str) -> str:
    """Draw measured shares.

    Args:
        measures: Rows with measure, value (0 to 1), lower and upper (or null) and sample_size, in the order to draw.
        title: Name of the case.

    Returns:
        A self-contained SVG document.
    """
    bars = [_bar(row, _TOP + place * _STEP) for place, row in enumerate(measures)]
    return template("quality").render(
        title=shortened(title, 80),
        bars=bars,
        ticks=[_Tick(_x(share), f"{share:.2f}") for share in (0.0, 0.25, 0.5, 0.75, 1.0)],
        left=_LEFT,
        width=_WIDTH,
        height=_TOP + len(bars) * _STEP + 34,
        fonts=FONTS,
    )


def _x(share: float) -> float:
    return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _bar(row: Row, y: int) -> _Bar:
    value, lower, upper = float(str(row["value"])), row["lower"], row["upper"]
    told = "" if lower is None else f" ({float(str(lower)):.2f} to {float(str(upper)):.2f})"
    return _Bar(
        y,
        shortened(str(row["measure"]).replace("_", " "), 44),
        round(value * (_RIGHT - _LEFT), 1),
        None if lower is None else _x(float(str(lower))),
        None if upper is None else _x(float(str(upper))),
        f"{value:.3f}{told}, n={row['sample_size']}",
    )
