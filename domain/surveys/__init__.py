"""Surveys: questions, invitations, and what the answers say. Pure rules."""
