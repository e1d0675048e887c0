"""Tests of the files of policies and their readers."""
