"""Archives opened safely: members are streamed one after the other, and no name in them is ever a place on disk."""
