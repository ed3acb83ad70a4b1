"""Plain rows of a delimited table, whole blocks at a time; what isn't plain goes row by row.

A row is plain when every cell that matters is written the usual way: one sure identifier, one name, or nothing. Both
ways give the same rows (registration_rows.py, nickname_rows.py say what a row gives). Tables that machines wrote
consist of plain rows nearly throughout.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from sources.tables import headers, plain_cells
from sources.tables.cells import EDGES, NOTHING
from sources.tables.row_values import SELECTOR_KINDS, TableContext

_PLATFORMS = frozenset({"wechat", "qq", "telegram"})
# Selectors whose cells can be told in whole columns.
FACTS = frozenset({"document", "phone", "bound_phone", "bank_card", "ip", "login_ip", "email"})
# Signs that protect a cell from a spreadsheet, floats, scientific notation, digits that a spreadsheet zeroed.
_UNUSUAL = r"^[='’‘`]|^\d{7,15}\.0$|^\d(?:\.\d+)?[eE]\+?1\d$|^\d{15}0{2,}$"
_TIME_LENGTH = len("2024-10-04 11:42:05")
_DAY = 86_400_000_000
_NOTHING = pl.Series(sorted(NOTHING))
# No word for nothing is longer.
_LONGEST_NOTHING = 20


@dataclass(frozen=True)
class PlainColumns:
    """The columns of a layout by what they hold.

    Attributes:
        accounts: Columns of accounts with their platform.
        wxid: Column of wxids beside one of visible WeChat ids (`visible`), or alone; else None.
        visible: That other column.
        facts: Columns of selectors by target.
        names: Columns of nicknames with the platform of their heading, `""` for none, by target.
        single: Columns of all other targets, each of which has one.
    """

    accounts: Mapping[int, str]
    wxid: int | None
    visible: int | None
    facts: Mapping[str, int]
    names: Mapping[str, Mapping[int, str]]
    single: Mapping[str, int]


def plain_columns(context: TableContext, readable: frozenset[str]) -> PlainColumns | None:
    """The columns of a layout, None where it asks for a closer look at each row.

    Args:
        context: What the rows share.
        readable: Targets that can be read in columns.
    """
    default = context.platform_said() or ""
    accounts: dict[int, str] = {}
    names: dict[str, dict[int, str]] = {"nickname": {}, "moniker": {}}
    single: dict[str, int] = {}
    visible = None
    for column, meaning in sorted(context.layout.columns.items()):
        if meaning.target not in readable or meaning.target in single:
            return None
        if meaning.target in ("account", "wxid"):
            accounts[column] = meaning.platform or default
        elif meaning.target in names:
            names[meaning.target][column] = meaning.platform
        if meaning.target not in ("account", *names):
            single[meaning.target] = column
    wxid = single.pop("wxid", None)
    if wxid is not None:
        visible = next((c for c, platform in accounts.items() if platform == "wechat" and c != wxid), None)
        if visible is not None:
            del accounts[visible]
    platforms = list(accounts.values())
    if len(set(platforms)) < len(platforms) or not set(platforms) <= _PLATFORMS:
        return None
    facts = {target: single.pop(target) for target in list(single) if target in FACTS}
    return PlainColumns(accounts, wxid, visible, facts, names, single)


@dataclass(frozen=True)
class PlainRows(ABC):
    """Reads plain rows of one layout.

    Attributes:
        context: What the rows share.
        columns: Its columns by what they hold.
    """

    context: TableContext
    columns: PlainColumns

    @abstractmethod
    def add(self, rows: pl.DataFrame) -> None:
        """Turn plain rows, as `plain` gives them, into records."""

    @abstractmethod
    def is_record(self, found: Mapping[str, pl.Series], filled: pl.Series) -> pl.Series:
        """Which rows have enough to be a record of their own."""

    def is_name(self, column: int) -> bool:
        """Whether the cells of a free text must each be one plain name."""
        del column
        return False

    def row_key(self) -> pl.Expr:
        """Key of each row inside the exhibit, as TableContext.row_key gives it."""
        number = pl.col("row").cast(pl.String)
        return pl.concat_str(pl.lit(f"{self.context.sheet}!"), number) if self.context.sheet else number

    def locator(self) -> pl.Expr:
        """Place of each row inside the exhibit."""
        return pl.concat_str(pl.lit(f"{self.context.place}:"), self.row_key())

    def plain(self, block: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """The plain rows of a block, their cells trimmed and checked, and which ones they are.

        Args:
            block: Rows as sources.tables.column_blocks gives them.

        Columns out:
            row: Number of the row.
            cN: Cell of column N, null where it holds nothing; of account columns the native id.
            TARGET, TARGET_usable: Normalised value of a selector and whether it may be a key.
            moment: Local time of registration, null where it isn't known.
        """
        layout = self.context.layout
        found = {"row": block["row"]}
        plain = block["width"] <= layout.width
        filled = pl.repeat(0, block.height, eager=True, dtype=pl.UInt32)
        trimmed = self._trimmed(block)
        for column in sorted(layout.labels.keys() | layout.columns.keys()):
            meaning = layout.columns.get(column)
            cells = trimmed[f"c{column}"]
            if meaning is None:
                found[f"c{column}"] = cells
                plain &= ~cells.str.contains(_UNUSUAL).fill_null(value=False)
                continue
            checked = self._sure(column, meaning.target, cells, found)
            if not checked.all():
                # 无, n/a: words for nothing are as good as an empty cell.
                checked = self._sure(column, meaning.target, _without_nothing(cells), found)
            filled += found[f"c{column}"].is_not_null()
            plain &= checked
        if self.columns.wxid != 0:
            first = block["c0"].fill_null("").str.strip_chars(EDGES)
            plain &= (first != "") & ~first.str.contains(headers.closing_pattern())
        plain &= self.is_record(found, filled)
        return pl.DataFrame(found).filter(plain), plain

    def _trimmed(self, block: pl.DataFrame) -> pl.DataFrame:
        """The columns without blanks at the ends of cells; null where they are empty."""
        names = [f"c{column}" for column in sorted(self.context.layout.labels.keys() | self.context.layout.columns)]
        present = block.select(
            pl.col(name).str.strip_chars(EDGES) if name in block.columns else pl.lit(None, dtype=pl.String).alias(name)
            for name in names
        )
        blank = present.select((pl.col(names) == "").any()).row(0)
        return present.with_columns(
            pl.col(name).replace("", None) for name, has_blank in zip(names, blank, strict=True) if has_blank
        )

    def _sure(self, column: int, target: str, cells: pl.Series, found: dict[str, pl.Series]) -> pl.Series:
        """Put the checked values of a column into `found`; returns which cells are sure or empty."""
        found[f"c{column}"] = cells
        if column in self.columns.accounts:
            value, sure = plain_cells.sure_accounts(cells, self.columns.accounts[column], _headings())
            found[f"c{column}"] = value
            if column == self.columns.wxid:
                # Without its wxid a visible id beside it is an account of its own.
                return sure & cells.str.starts_with("wxid_").fill_null(value=False)
            return sure | cells.is_null()
        if target == "registered_at":
            return _moments(cells, found)
        if target in self.columns.facts:
            return self._checked(target, cells, found)
        if self.is_name(column):
            return plain_cells.sure_names(cells, _headings()) | cells.is_null()
        found[f"c{column}"] = cells = _without_nothing(cells)
        return ~cells.str.contains(_UNUSUAL).fill_null(value=False)

    def _checked(self, target: str, cells: pl.Series, found: dict[str, pl.Series]) -> pl.Series:
        usable = None
        match SELECTOR_KINDS[target]:
            case "phone":
                value, sure = plain_cells.sure_phones(cells, self.context.layout.region)
            case "document":
                value, sure = plain_cells.sure_documents(cells)
            case "bank_card":
                value, sure = plain_cells.sure_cards(cells)
            case "ip":
                value, sure, usable = plain_cells.sure_addresses(cells)
            case _:
                value, sure = plain_cells.sure_mail(cells)
        found[target] = value
        found[f"{target}_usable"] = pl.repeat(value=True, n=len(cells), eager=True) if usable is None else usable
        return sure | cells.is_null()

    def add_accounts(self, rows: pl.DataFrame, column: int, platform: str) -> None:
        """Tell of the accounts of a column that weren't told of before.

        Args:
            rows: Rows with `locator` and `account_id`.
            column: Column of the native ids.
            platform: Their platform.
        """
        known = self.context.known_accounts
        first = rows.select("locator", "account_id", native_id=f"c{column}")
        ids = first["account_id"].to_list()
        if len(set(ids)) < len(ids) or not known.isdisjoint(ids):
            first = first.unique("account_id", keep="first", maintain_order=True)
            is_new = [identifier not in known for identifier in first["account_id"].to_list()]
            first = first.filter(pl.Series(is_new, dtype=pl.Boolean))
        known.update(ids)
        flags = {name: pl.lit(value=False) for name in ("is_owner", "is_display_name_only")}
        self.context.builder.extend("account", first.with_columns(platform=pl.lit(platform), **flags))

    def add_names(self, bearers: Mapping[str, pl.DataFrame], targets: tuple[str, ...]) -> None:
        """Handles and nicknames that accounts show.

        Args:
            bearers: Rows with `locator` and `account_id` by platform.
            targets: Targets whose cells are nicknames of the row's account.
        """
        columns = self.columns
        for column, platform in columns.accounts.items():
            native, found = pl.col(f"c{column}"), bearers[platform]
            if platform == "telegram":
                self._observe(found, pl.concat_str(pl.lit("@"), native), "handle")
            elif platform == "wechat":
                self._observe(found.filter(~native.str.starts_with("wxid_")), native, "handle")
            if column == columns.wxid and columns.visible is not None:
                visible = pl.col(f"c{columns.visible}")
                self._observe(found.filter(visible != native), visible, "handle")
        own = [pl.col(f"c{column}").is_not_null() for column in columns.accounts]
        for target in targets:
            for column, platform in columns.names[target].items():
                if platform in bearers:
                    self._observe(bearers[platform], pl.col(f"c{column}"), "account_nickname")
                elif not platform:
                    for found in bearers.values():
                        alone = found.filter(pl.sum_horizontal(own) == 1)
                        self._observe(alone, pl.col(f"c{column}"), "account_nickname")

    def _observe(self, found: pl.DataFrame, name: pl.Expr, kind: str) -> None:
        named = found.select("locator", "account_id", name=name).filter(pl.col("name").is_not_null())
        counted = named.with_columns(kind=pl.lit(kind), observation_count=pl.lit(1, dtype=pl.Int64))
        self.context.builder.extend("name_observation", counted)


@cache
def _headings() -> pl.Series:
    return pl.Series(sorted(headers.folded_headings()))


def _without_nothing(cells: pl.Series) -> pl.Series:
    """Null in place of words that stand for nothing."""
    short = cells.str.len_bytes() <= _LONGEST_NOTHING
    if not short.any():
        return cells
    is_nothing = short & cells.str.to_lowercase().is_in(_NOTHING.implode())
    return pl.select(pl.when(~is_nothing).then(cells)).to_series() if is_nothing.any() else cells


def _moments(cells: pl.Series, found: dict[str, pl.Series]) -> pl.Series:
    """Put local times into `found`; returns which cells are a whole date and time, or empty."""
    moments = cells.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    sure = (cells.str.len_bytes() == _TIME_LENGTH) & moments.dt.year().is_between(1970, 2099)
    # Spreadsheets write a bare day as midnight, so midnight means that only the day is known.
    is_day = moments.cast(pl.Int64) % _DAY == 0
    found["moment"] = pl.select(pl.when(~is_day).then(moments)).to_series()
    return sure.fill_null(value=False) | cells.is_null()
