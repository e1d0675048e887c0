"""What the staff of an agency do: case status, messages to victims, tasks."""
