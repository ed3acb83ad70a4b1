"""What Dagster must know: assets by layer, checks, jobs, the schedule and the drop-folder sensor."""
