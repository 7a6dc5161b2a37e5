"""The visitor's own pages: sign-in, notifications, preferences; the same in all worlds."""
