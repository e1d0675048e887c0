"""Tests of the sign-in through an agency's OpenID provider."""
