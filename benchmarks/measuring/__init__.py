"""Cases run in turns, each in a process of its own; samples, ratios, tables and plots."""
