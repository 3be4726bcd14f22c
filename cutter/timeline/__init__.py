"""A cut on the frames of its output: where clips, titles, cues and chapters lie in it.

Knows nothing about files, encoders or other programs; render and exports both read it.
"""
