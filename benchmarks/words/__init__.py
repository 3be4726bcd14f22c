"""How well words find words: phrases held against lines of dialogue."""
