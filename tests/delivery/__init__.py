"""How a message leaves the house, to real servers good and bad."""
