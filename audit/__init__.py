"""The audit log of each agency: who did what, bound so that a change is found."""
