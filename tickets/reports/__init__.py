"""Questions across many things: they read only and return finished figures."""
