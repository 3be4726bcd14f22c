"""How well a taste was learnt: simulated viewers, held-out events, metrics, intervals.

`simulate.py`, `held_out.py` and `saliency_findings.py` come to the methods side by side that
`findings.py` holds; `intervals.py` says how sure each figure is, `groups.py` whom it serves.
"""
