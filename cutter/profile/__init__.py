"""The profile file: a taste in words, read, checked, written and told. No numbers of a model."""
