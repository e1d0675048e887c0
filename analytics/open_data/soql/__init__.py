"""SoQL, the query language of Socrata's read API: parsed into a tree, checked, and written as SQL with parameters."""
