"""Grammar of acts: per language, words of mood (asks, does, assents) and of topics (what work is about), as data."""
