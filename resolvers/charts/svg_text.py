"""The few SVG elements our pictures are made of: escaped text, boxes, lines; no script, no link, no outside font."""

from html import escape

# Chinese, Vietnamese and Cyrillic names must show on any system; the browser takes the first family it has.
_FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','Noto Sans',sans-serif"


def clipped(text: str, width: int) -> str:
    """Text of at most `width` columns; full-width characters take two."""
    used = 0
    for place, sign in enumerate(text):
        used += 2 if ord(sign) >= 0x2E80 else 1
        if used > width:
            return text[: max(0, place - 1)] + "…"
    return text


def words(x: float, y: float, text: str, *, size: int = 13, colour: str = "#1f2933", anchor: str = "middle") -> str:
    """A line of text; control characters, which XML forbids, are dropped."""
    shown = "".join(sign for sign in text if sign.isprintable())
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(shown)}</text>"
    )


def box(x: float, y: float, width: float, height: float, *, fill: str, is_dashed: bool = False) -> str:
    """A rounded box."""
    dashes = ' stroke-dasharray="5 4"' if is_dashed else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="7" fill="{fill}" '
        f'stroke="#52606d"{dashes}/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, is_dashed: bool = False, colour: str = "#7b8794") -> str:
    """A straight line."""
    dashes = ' stroke-dasharray="5 4"' if is_dashed else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="1.5"{dashes}/>'
    )


def picture(width: float, height: float, title: str, parts: list[str]) -> str:
    """A whole picture on white, with its title for screen readers."""
    shown = "".join(sign for sign in title if sign.isprintable())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" font-family="{_FONTS}"><title>{escape(shown)}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>'
    )
