"""Kill, cut, fill, jump: what must hold when things break."""
