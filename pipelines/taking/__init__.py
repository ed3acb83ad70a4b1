"""The steps of taking a seizure in: its papers, its files and the members of its archives, what hash lists say."""
