"""Templates beside this file; values are escaped, so that a nickname cannot carry markup."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

# Fonts that systems in the field have for Chinese; the generic family is the last resort.
FONTS = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei','Source Han Sans SC','WenQuanYi Zen Hei',sans-serif"


def template(name: str) -> Template:
    """The template of a picture, `NAME.svg.jinja`."""
    return _environment().get_template(f"{name}.svg.jinja")


def page_template(name: str) -> Template:
    """The template of a page, `NAME.html.jinja`."""
    return _environment().get_template(f"{name}.html.jinja")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("resolvers.charts", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def drawn_width(text: str, size: float) -> float:
    """About how wide a text is drawn, in pixels: wide characters take a full em, Latin ones a little over half."""
    return sum(size if ord(sign) > 0x2E7F else 0.56 * size for sign in text)


def shortened(text: str, limit: int) -> str:
    """A text that fits, with an ellipsis where it was cut; control characters become spaces."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return printable if len(printable) <= limit else printable[: limit - 1] + "…"
