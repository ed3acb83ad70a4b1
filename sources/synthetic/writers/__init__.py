"""Writers: one file per source format, each turning generated lines into the bytes its program would export."""
