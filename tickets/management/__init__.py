"""Commands about tickets: base data, verification."""
