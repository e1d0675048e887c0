"""The words of every message, and how they are put together for one reader."""
