"""References that came in the place of others, so that an entity's id goes on where only its references' names change.

An account that turns out to have changed hands is divided into periods, or is one again; the period of an account of
one log grows with the log; and a name that is only called bears the name of its conversation, which changes when an
exhibit that tells more shows the same talk. The people are the same: who belonged to the old reference belongs to the
new one.
"""

import re
from collections import defaultdict
from collections.abc import Collection

import polars as pl

from warehouse.schema.ids import encode_part

_PERIOD = re.compile(r"@(?P<since>\d{8}T\d{6}Z)?/(?P<until>\d{8}T\d{6}Z)?(?:-[0-9a-f]{8})?$")
# Before and after all times, as they are written in references.
_EVER, _NEVER = "", "~"


def successors(before: Collection[str], now: Collection[str], copied_threads: pl.DataFrame) -> dict[str, list[str]]:
    """References of now that came in the place of ones that are gone.

    Args:
        before: References after the last run.
        now: References of this run.
        copied_threads: Columns thread_id, original_thread_id: conversations whose messages are copies by now.

    Returns:
        Reference that is gone to the new ones in its place, sorted; those without any are left out. An account's is of
        the same account and a time that overlaps; a called name's is the name in the conversation that counts.
    """
    gone, new = sorted(set(before).difference(now)), set(now).difference(before)
    by_account: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for reference in sorted(new):
        account, since, until = _spans(reference)
        by_account[account].append((since, until, reference))
    names = {
        encode_part(thread): encode_part(original)
        for thread, original in copied_threads.select("thread_id", "original_thread_id").iter_rows()
    }
    found: dict[str, list[str]] = {}
    for reference in gone:
        account, since, until = _spans(reference)
        heirs = [other for start, end, other in by_account.get(account, ()) if start <= until and since <= end]
        kind, _, rest = reference.partition(":")
        scope, _, name = rest.partition(":")
        if kind == "called" and scope in names:
            heirs += new.intersection([f"called:{names[scope]}:{name}"])
        if heirs:
            found[reference] = heirs
    return found


def _spans(reference: str) -> tuple[str, str, str]:
    """The account of a reference and the time it spans; any other reference by itself."""
    period = _PERIOD.search(reference) if reference.startswith("account:") else None
    if period is None:
        return reference, _EVER, _NEVER
    return reference[: period.start()], period["since"] or _EVER, period["until"] or _NEVER
