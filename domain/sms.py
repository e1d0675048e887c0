"""How many segments a text message takes: GSM-7 or UCS-2, as carriers count them (3GPP TS 23.038)."""
