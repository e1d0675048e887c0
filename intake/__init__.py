"""How facts come in, by door: calls, relay, delivery, replies, surveys, staff, exports."""
