"""What the pages show, to whom, and at what cost."""
