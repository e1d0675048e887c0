"""The read API of open data: HTTP in a process of its own, over released files and nothing else."""
