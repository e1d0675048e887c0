"""What the calls tell: results, open data, hot spots and coaching, all from columns without people."""
