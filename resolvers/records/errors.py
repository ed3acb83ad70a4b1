"""What can be wrong with a table or with what is given along with it."""


class RecordsError(Exception):
    """A table of records can't be resolved; says why in one sentence."""


class UnusableWeights(RecordsError, ValueError):
    """Weights given by hand don't fit the table."""


class UnusableTable(RecordsError, ValueError):
    """The table holds nothing to compare."""


class UnusableLabels(RecordsError, ValueError):
    """Labels don't fit the table."""
