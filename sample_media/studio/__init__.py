"""The studio that makes the sample film: worlds are painted, planned into shots, and filmed.

It knows nothing about cutter; cutter only ever sees the finished files.
"""
