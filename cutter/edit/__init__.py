"""From scored shots to a cut: select, trim, order. Pure arithmetic: no files, no models."""
