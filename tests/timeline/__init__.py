"""Where a cut lies on the output's frames."""
