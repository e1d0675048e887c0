"""The files of policies/ and what their readers say of mistakes."""
