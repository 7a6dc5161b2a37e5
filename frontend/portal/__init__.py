"""The portal: where enterprises file and follow their requests."""
