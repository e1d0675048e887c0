"""Webhooks: what Twilio and SendGrid post to us."""
