#!/usr/bin/env python3
"""Write reference.json: logits and greedy tokens of an exported model, by the float64 NumPy forward pass."""

import argparse
import json
import os
from pathlib import Path

import numpy as np
from numpy_model import NumpyModel
from story_data import DEFAULT_MODEL, DataError, fail
from tokenizers import Tokenizer

PROMPTS = ["Once upon a time", "One day, a little girl named Lily", "Tom and his dog went to the park."]


def vectors(model: NumpyModel, tokenizer: Tokenizer, prompt: str, count: int) -> dict:
    ids = tokenizer.encode(prompt, add_special_tokens=False).ids
    logits = model.forward(ids)[-1]
    top = np.argsort(-logits, kind="stable")[:10]
    # The end token is a token like any other here: generation goes on past it.
    steps = list(model.greedy(ids, count))
    tokens = [t for t, _ in steps]
    return {
        "prompt": prompt,
        "prompt_tokens": ids,
        "top10": [{"id": int(i), "logit": float(logits[i])} for i in top],
        "greedy_tokens": tokens,
        "greedy_margins": [m for _, m in steps],
        "smallest_margin": min(m for _, m in steps),
        "greedy_text": tokenizer.decode(tokens, skip_special_tokens=False),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="model folder (default: %(default)s)")
    parser.add_argument("--tokens", type=int, default=48, help="greedy tokens a prompt (default: %(default)s)")
    arguments = parser.parse_args()
    if not (arguments.model / "model.safetensors").is_file():
        fail(DataError(f"no model.safetensors in {arguments.model}: run export.py first"))
    tokenizer = Tokenizer.from_file(str(arguments.model / "tokenizer.json"))
    result = {
        "note": "float64 forward pass (tools/story/numpy_model.py) of the FP16 weights in model.safetensors; the prompt is not "
        "preceded by <|endoftext|>; top10: last position of the prompt; margins: best logit minus second best.",
        "fp16": [],
        "int4": [],
    }
    for label, quantised in (("fp16", False), ("int4", True)):
        model = NumpyModel(arguments.model, np.float64, quantised)
        for prompt in PROMPTS:
            result[label].append(vectors(model, tokenizer, prompt, arguments.tokens))
            print(label, repr(prompt), f"smallest margin {result[label][-1]['smallest_margin']:.4f}")
            print("   ", result[label][-1]["greedy_text"].replace("\n", "\\n"))
    path = arguments.model / "reference.json"
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, path)


if __name__ == "__main__":
    main()
