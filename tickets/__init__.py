"""Tickets and all that happens to them. `ls` this folder and you know the product."""
