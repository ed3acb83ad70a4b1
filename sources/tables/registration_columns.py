"""Registrations of plain rows, whole blocks at a time; what isn't plain goes row by row (registration_rows.py).

Both ways give the same rows. A row is plain when every cell that matters is written the usual way: one sure identifier
or nothing. Answers of platforms consist of such rows nearly throughout.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from sources.clock_text import to_utc
from sources.tables import headers, plain_cells
from sources.tables.cells import EDGES, NOTHING
from sources.tables.registration_rows import COLUMNS
from sources.tables.row_values import SELECTOR_KINDS, TableContext

_READABLE = frozenset(
    {"account", "wxid", "nickname", "moniker", "real_name", "registered_at", "document", "phone", "bound_phone"}
    | {"bank_card", "ip", "login_ip", "email"}
)
_PLATFORMS = ("wechat", "qq", "telegram")
# Signs that protect a cell from a spreadsheet, floats, scientific notation, digits that a spreadsheet zeroed.
_UNUSUAL = r"^[='’‘`]|^\d{7,15}\.0$|^\d(?:\.\d+)?[eE]\+?1\d$|^\d{15}0{2,}$"
_TIME_LENGTH = len("2024-10-04 11:42:05")
_DAY = 86_400_000_000


@dataclass(frozen=True)
class PlainRegistrations:
    """Reads plain rows of one layout.

    Attributes:
        context: What the rows share.
        accounts: Columns of accounts with their platform.
        wxid: Column of wxids beside one of visible WeChat ids (`visible`), else None.
        visible: That other column.
        facts: Columns of selectors by target.
        names: Columns of nicknames with the platform of their heading, `""` for none.
        real_name: Column of the registrant's name, None for none.
        opened: Column of the time of registration, None for none.
    """

    context: TableContext
    accounts: Mapping[int, str]
    wxid: int | None
    visible: int | None
    facts: Mapping[str, int]
    names: Mapping[int, str]
    real_name: int | None
    opened: int | None

    @classmethod
    def of(cls, context: TableContext) -> "PlainRegistrations | None":
        """The reader of a layout, None where the layout asks for a closer look at each row."""
        default = context.platform_said() or ""
        accounts: dict[int, str] = {}
        names: dict[int, str] = {}
        single: dict[str, int] = {}
        visible = None
        for column, meaning in sorted(context.layout.columns.items()):
            if meaning.target not in _READABLE or meaning.target in single:
                return None
            if meaning.target in ("account", "wxid"):
                accounts[column] = meaning.platform or default
            elif meaning.target in ("nickname", "moniker"):
                names[column] = meaning.platform
            if meaning.target not in ("account", "nickname", "moniker"):
                single[meaning.target] = column
        if "wxid" in single:
            visible = next(
                (c for c, platform in accounts.items() if platform == "wechat" and c != single["wxid"]), None
            )
            if visible is not None:
                del accounts[visible]
        platforms = list(accounts.values())
        if context.layout.kind != "registration" or not platforms or len(set(platforms)) < len(platforms):
            return None
        if not set(platforms) <= set(_PLATFORMS):
            return None
        facts = {target: column for target, column in single.items() if target in SELECTOR_KINDS}
        return cls(
            context, accounts, single.get("wxid"), visible, facts, names, single.get("real_name"),
            single.get("registered_at"),
        )  # fmt: skip

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
        found = {"row": block["row"]}
        plain = block["width"] <= self.context.layout.width
        filled = pl.repeat(0, block.height, eager=True, dtype=pl.UInt32)
        has_account = pl.repeat(value=False, n=block.height, eager=True, dtype=pl.Boolean)
        trimmed = self._trimmed(block)
        for column, meaning in self.context.layout.columns.items():
            cells = trimmed[f"c{column}"]
            checked = self._sure(column, meaning.target, cells, found)
            if checked is not None and not checked.all():
                # 无, n/a: words for nothing are as good as an empty cell.
                cells = _without_nothing(cells)
                checked = self._sure(column, meaning.target, cells, found)
            elif checked is None:
                cells = found[f"c{column}"] = _without_nothing(cells)
                plain &= ~cells.str.contains(_UNUSUAL).fill_null(value=False)
            is_filled = cells.is_not_null()
            filled += is_filled
            if column in self.accounts:
                has_account |= is_filled
            if checked is not None:
                plain &= checked & is_filled if column == self.wxid else checked
        if self.wxid != 0:
            first = block["c0"].fill_null("").str.strip_chars(EDGES)
            plain &= (first != "") & ~first.str.contains(headers.closing_pattern())
        plain &= has_account & (filled >= 2)
        return pl.DataFrame(found).filter(plain), plain

    def _trimmed(self, block: pl.DataFrame) -> pl.DataFrame:
        """The columns that matter without blanks at the ends of cells; null where they are empty."""
        names = [f"c{column}" for column in self.context.layout.columns]
        present = block.select(
            pl.col(name).str.strip_chars(EDGES) if name in block.columns else pl.lit(None, dtype=pl.String).alias(name)
            for name in names
        )
        blank = present.select((pl.col(names) == "").any()).row(0)
        return present.with_columns(
            pl.col(name).replace("", None) for name, has_blank in zip(names, blank, strict=True) if has_blank
        )

    def _sure(self, column: int, target: str, cells: pl.Series, found: dict[str, pl.Series]) -> pl.Series | None:
        """Put the checked values of a column into `found`; which cells are sure or empty; None for free texts."""
        if column in self.accounts:
            value, sure = plain_cells.sure_accounts(cells, self.accounts[column], _headings())
            found[f"c{column}"] = value
            if column == self.wxid:
                sure &= cells.str.starts_with("wxid_").fill_null(value=False)
            return sure | cells.is_null()
        found[f"c{column}"] = cells
        if column == self.opened:
            return _moments(cells, found)
        return self._checked(target, cells, found) if target in self.facts else None

    def _checked(self, target: str, cells: pl.Series, found: dict[str, pl.Series]) -> pl.Series:
        """Put the values of a selector column into `found`; returns which cells are sure or empty."""
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

    def add(self, rows: pl.DataFrame) -> None:
        """Turn plain rows into registrations, accounts, selectors and names."""
        builder = self.context.builder
        builder.record_count += rows.height
        located = rows.with_columns(locator=pl.format(f"{self.context.place}:{{}}", "row"))
        bearers = {}
        for column, platform in self.accounts.items():
            of_account = located.filter(pl.col(f"c{column}").is_not_null()).with_columns(
                account_id=pl.format(f"{platform}:{{}}", f"c{column}")
            )
            bearers[platform] = of_account
            builder.extend("registration", self._registrations(of_account, column, platform))
            self._add_accounts(of_account, column, platform)
            for target, place in self.facts.items():
                builder.extend("selector", _selectors(of_account, target, place))
        self._add_names(bearers, located)

    def _registrations(self, rows: pl.DataFrame, column: int, platform: str) -> pl.DataFrame:
        facts = {
            name: pl.coalesce(*known)
            for name, targets in COLUMNS.items()
            if name != "real_name" and (known := [pl.col(target) for target in targets if target in self.facts])
        }
        if self.real_name is not None:
            facts["real_name"] = pl.col(f"c{self.real_name}")
        if self.opened is not None:
            facts["registered_at"] = to_utc(pl.col("moment"), self.context.exhibit.zone(platform)[0])
            facts["registered_at_raw"] = pl.col(f"c{self.opened}")
        return rows.select(
            "locator",
            "account_id",
            native_id=f"c{column}",
            platform=pl.lit(platform),
            holder=pl.lit("registrant"),
            **facts,
        )

    def _add_accounts(self, rows: pl.DataFrame, column: int, platform: str) -> None:
        known = self.context.known_accounts
        first = rows.select("locator", "account_id", native_id=f"c{column}")
        ids = first["account_id"].to_list()
        if len(set(ids)) < len(ids) or not known.isdisjoint(ids):
            first = first.unique("account_id", keep="first", maintain_order=True)
            is_new = [identifier not in known for identifier in first["account_id"].to_list()]
            first = first.filter(pl.Series(is_new, dtype=pl.Boolean))
        known.update(ids)
        self.context.builder.extend(
            "account",
            first.with_columns(
                platform=pl.lit(platform), is_owner=pl.lit(value=False), is_display_name_only=pl.lit(value=False)
            ),
        )

    def _add_names(self, bearers: Mapping[str, pl.DataFrame], rows: pl.DataFrame) -> None:
        def observe(found: pl.DataFrame, name: pl.Expr, kind: str) -> None:
            named = found.select("locator", "account_id", name=name).filter(pl.col("name").is_not_null())
            self.context.builder.extend(
                "name_observation", named.with_columns(kind=pl.lit(kind), observation_count=pl.lit(1, dtype=pl.Int64))
            )

        for column, platform in self.accounts.items():
            native, found = pl.col(f"c{column}"), bearers[platform]
            if platform == "telegram":
                observe(found, pl.concat_str(pl.lit("@"), native), "handle")
            elif platform == "wechat":
                observe(found.filter(~native.str.starts_with("wxid_")), native, "handle")
            if column == self.wxid and self.visible is not None:
                visible = pl.col(f"c{self.visible}")
                observe(found.filter(visible != native), visible, "handle")
        columns = [f"c{column}" for column in self.accounts]
        is_alone = pl.sum_horizontal(pl.col(name).is_not_null() for name in columns) == 1
        for column, platform in self.names.items():
            if platform in bearers:
                observe(bearers[platform], pl.col(f"c{column}"), "account_nickname")
            elif not platform:
                for found in bearers.values():
                    observe(found.filter(is_alone), pl.col(f"c{column}"), "account_nickname")


_NOTHING = pl.Series(sorted(NOTHING))
# No word for nothing is longer.
_LONGEST_NOTHING = 20


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


def _selectors(rows: pl.DataFrame, target: str, column: int) -> pl.DataFrame:
    return rows.filter(pl.col(f"c{column}").is_not_null()).select(
        "locator",
        "account_id",
        kind=pl.lit(SELECTOR_KINDS[target]),
        value=target,
        raw=f"c{column}",
        basis=pl.lit("session" if target == "login_ip" else "registration"),
        is_usable=f"{target}_usable",
    )


def _moments(cells: pl.Series, found: dict[str, pl.Series]) -> pl.Series:
    """Put local times into `found`; returns which cells are a whole date and time, or empty."""
    moments = cells.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    sure = (cells.str.len_bytes() == _TIME_LENGTH) & moments.dt.year().is_between(1970, 2099)
    # Spreadsheets write a bare day as midnight, so midnight means that only the day is known.
    is_day = moments.cast(pl.Int64) % _DAY == 0
    found["moment"] = pl.select(pl.when(~is_day).then(moments)).to_series()
    return sure.fill_null(value=False) | cells.is_null()
