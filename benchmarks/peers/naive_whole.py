"""The whole job as one would first write it: PySceneDetect, OpenCV, open_clip and MoviePy.

Run as `python naive_whole.py FILM PROFILE MODEL OUTPUT BUDGET PRESET CRF`; nothing of cutter is
used. Shots by the default detector, the frame in each shot's middle by seeking, pictures through
the model one by one, the best shots up to the budget at three seconds each, written by MoviePy.
"""

import json
import sys

import cv2
import open_clip
import torch
from moviepy import VideoFileClip, concatenate_videoclips
from PIL import Image
from scenedetect import AdaptiveDetector, detect

CLIP_SECONDS = 3.0


def main() -> None:
    """Make the cut."""
    film, profile, model, output, budget, preset, crf = sys.argv[1:]
    with open(profile, encoding="utf-8") as stream:  # noqa: PTH123 - as one would first write it
        likes = [like["text"] for like in json.load(stream)["likes"]]

    scenes = [(start.seconds, end.seconds) for start, end in detect(film, AdaptiveDetector())]
    capture = cv2.VideoCapture(film)
    frames = []
    for start, end in scenes:
        capture.set(cv2.CAP_PROP_POS_MSEC, (start + end) / 2 * 1000)
        _, frame = capture.read()
        frames.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
    capture.release()

    network, _, transform = open_clip.create_model_and_transforms(f"local-dir:{model}")
    network.eval()
    tokenizer = open_clip.get_tokenizer(f"local-dir:{model}")
    scores = []
    with torch.no_grad():
        texts = torch.nn.functional.normalize(network.encode_text(tokenizer(likes)), dim=-1)
        for frame in frames:
            batch = transform(Image.fromarray(frame)).unsqueeze(0)
            image = torch.nn.functional.normalize(network.encode_image(batch), dim=-1)
            scores.append(float((image @ texts.T).max()))

    chosen, left = [], float(budget)
    for index in sorted(range(len(scenes)), key=lambda index: -scores[index]):
        length = min(CLIP_SECONDS, scenes[index][1] - scenes[index][0], left)
        if length >= 1.0:
            chosen.append((scenes[index][0], scenes[index][0] + length))
            left -= length
    whole = VideoFileClip(film)
    cut = concatenate_videoclips([whole.subclipped(start, end) for start, end in sorted(chosen)])
    cut.write_videofile(
        output,
        codec="libx264",
        preset=preset,
        audio_codec="aac",
        ffmpeg_params=["-crf", crf],
        logger=None,
    )


if __name__ == "__main__":
    main()
