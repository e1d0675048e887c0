"""Each sentence about a call or a case, read against what else could be true while it is said."""
