"""The command line: one file per command, found by pipelines.cli.main."""
