"""What people do in a real browser, told through what they see."""
