"""What a reply means: from the text a person sent to an intent."""
