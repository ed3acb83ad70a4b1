"""Words by which the columns of a table of persons are recognised."""
