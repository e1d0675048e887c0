"""What `caseline up` runs on one machine: its processes, their settings, the state directory, the invented agency."""
