"""Signing in through an agency's OpenID provider: code flow with PKCE, and every check of what comes back."""
