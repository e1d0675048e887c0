"""The languages Caseline speaks: which one, its catalog, its dates, numbers and direction."""
