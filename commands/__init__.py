"""The parts of the `caseline` command, one file per group of verbs; like cli.py they may read settings."""
