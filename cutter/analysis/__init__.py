"""Films become Analyses: shots, keyframes, signals, vectors, and their store."""
