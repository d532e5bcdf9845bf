"""What the tests need: the started binary, and the clients that talk to it."""
