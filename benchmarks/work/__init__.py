"""What is measured in process: each function prepares, and returns the work whose time counts."""
