"""Headers of WhatsApp texts: read by their forms as the pattern reads them one by one."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sources.whatsapp import header

_DATES = st.sampled_from(["1/2/24", "12/31/2024", "2024-01-02", "03.04.2020", "2020. 1. 2.", "1/2-24"])
_TIMES = st.sampled_from(["7:59", "07:59", "7:59:01", "11:05 PM", "9:05\u202fp.m.", "下午3:45", "12.30", "24:00"])
_HEADERS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "\u200e", "[", "\u200e["]),
        _DATES,
        st.sampled_from([", ", " ", ","]),
        _TIMES,
        st.sampled_from([" - ", "] ", "]", " -", " – "]),
        st.sampled_from(["", "Ann: yes", " - 7", "\u200eBob: 12:30", "x"]),
    ),
)
_LINES = st.lists(st.one_of(_HEADERS, st.sampled_from(["", "7 apples", "[note]", "\u200e", "more words"])), max_size=12)


@given(_LINES)
def test_forms_read_headers_as_the_pattern_does(lines):
    """Whatever stands beside it, a header is found and taken apart in the same way."""
    column = pl.Series("text", lines, dtype=pl.String)
    told = header.Headers().parted(column)
    expected = header._matched(column.to_frame("head")).drop("head")
    is_header = expected["make"].is_not_null()
    assert told["make"].equals(expected["make"], null_equal=True)
    assert_frame_equal(told.filter(is_header), expected.filter(is_header))
