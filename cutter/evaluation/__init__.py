"""How well a taste was learnt: simulated viewers, held-out events, metrics, intervals."""
