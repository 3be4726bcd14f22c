"""From pictures and words to vectors: OpenCLIP, and the Basic eyes that need no model."""
