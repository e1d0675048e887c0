"""What is said and how it leaves: planning, wording, consent, senders, providers."""
