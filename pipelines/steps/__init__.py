"""The steps of a run in plain Python: each reads frames, calls one function of a room below, writes its tables."""
