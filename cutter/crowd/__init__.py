"""Ratings of many viewers over films: what is liked by its content, by the crowd, by both.

Read `recommender.py`, the Protocol, first; `methods.py` lists what fulfils it. It knows nothing
about profiles, films on disk or pictures: what is rated is a row of numbers here.
"""
