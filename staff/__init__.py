"""What an agency's staff may see and do once they have signed in: sessions, cases, search, decisions."""
