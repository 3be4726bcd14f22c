"""From an edit decision list to a finished, verified film."""
