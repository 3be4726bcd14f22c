"""The same work as other programs do it."""
