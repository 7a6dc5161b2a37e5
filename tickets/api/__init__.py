"""REST: the doors for programs, over the same readings and deeds as the pages."""
