"""Agency policies, state packs and question sets: TOML files and their readers."""
