"""Numbers: features of a shot, calibration of matches, and scores with reasons. numpy only."""
