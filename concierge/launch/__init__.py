"""Starting and stopping the house: the embedded servers, and the supervisor over all processes."""
