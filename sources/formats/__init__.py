"""One file per source format; each declares `FORMAT` and is found by sources.registry."""
