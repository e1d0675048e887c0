"""What an agency and a state decide, in TOML files, and their readers: policies, rights and services, questions."""
