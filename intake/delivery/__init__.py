"""What providers report about messages: delivery receipts, and asking when none came."""
