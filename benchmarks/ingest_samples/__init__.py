"""What benchmarks/ingest.py measures: one file per format, found by itself, each declaring `SAMPLE`."""
