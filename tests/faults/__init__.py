"""What breaks in real life, broken on purpose: killed, cut, filled."""
