"""Replies by text: who sent them, what they mean, what follows, and what we answer; and unsubscribe links."""
