"""Where more calls come from than an even spread would bring, how sure that is, and what it is good for."""
