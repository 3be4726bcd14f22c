"""Ratings of many viewers over films: what is liked by its content, by the crowd, by both."""
