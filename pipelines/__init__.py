"""What runs, when, on which seizure, with which settings: Dagster, settings and the command line. No logic."""
