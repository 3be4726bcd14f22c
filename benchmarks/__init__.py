"""Measurements of cutter against its limits and its alternatives, as ratios in one run."""
