"""A project's pictures with their labels drawn, found by what is on them, how far they are, and who worked on them."""
