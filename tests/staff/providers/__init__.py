"""Tests of the sign-in through an OpenID provider, below HTTP pages."""
