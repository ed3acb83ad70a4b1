"""One file per kind of identifier, each declaring `RULE`; the registry in find.py finds them by itself."""
