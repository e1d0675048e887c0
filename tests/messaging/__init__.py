"""How messages are composed, who may get them and how they leave."""
