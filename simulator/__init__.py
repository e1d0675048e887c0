"""Local stand-ins for Twilio and SendGrid, with a page of phones and inboxes."""
