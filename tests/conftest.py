"""Shared fixtures: hypothesis without deadlines, since two busy cores make timing a coin toss."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steelnail", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.load_profile("steelnail")
