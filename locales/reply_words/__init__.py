"""What people say, language by language: tables that a native speaker can read and correct."""
