"""How a queued message leaves the house: the only room that talks to a mail server."""
