"""Train the sample CLIP anew: `python sample_media/train_sample_clip.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sample_media.studio.train_clip import main

if __name__ == "__main__":
    main()
