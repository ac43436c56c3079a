#!/usr/bin/env python3
"""Judge an exported story model with NumPy: validation bits per byte, FP32 and INT4, and greedy samples.

Protocol: the stories of val.txt, each on its own, as they stand (no cleaning), begun with <|endoftext|>.
A story's first 512 positions are one window; the rest of a longer one is scored in steps of 256 with the 256
tokens before them as context, positions starting at 0 in each window. Every token of the story is
scored once, the closing <|endoftext|> is not. Bits are summed over all stories and divided by their UTF-8 bytes.
"""

import argparse
import json
import math
import os
from pathlib import Path

import numpy as np
from numpy_model import NumpyModel
from story_data import DEFAULT_DATA, DEFAULT_MODEL, END_OF_TEXT, DataError, fail, validation_documents
from tokenizers import Tokenizer

PROMPTS = [
    "Once upon a time",
    "One day, a little girl named Lily",
    "The dragon lived in",
    "Tom and his dog went to the park.",
    '"Where is my hat?" asked',
    "Once upon a time, there was a brave little robot",
]


def windows(length: int, context: int):
    """(begin, end, first scored) over inputs 0..length-1, where input i predicts token i + 1."""
    yield 0, min(length, context), 0
    step = context // 2
    done = context
    while done < length:
        stop = min(done + step, length)
        yield done - step, stop, step
        done = stop


def story_bits(model: NumpyModel, ids: list[int], context: int) -> float:
    """`ids` begins with <|endoftext|>, which is not scored."""
    total = 0.0
    for begin, stop, first in windows(len(ids) - 1, context):
        logits = model.forward(ids[begin:stop]).astype(np.float64)[first:]
        targets = np.array(ids[begin + 1 : stop + 1])[first:]
        top = logits.max(axis=-1)
        normaliser = top + np.log(np.exp(logits - top[:, None]).sum(axis=-1))
        total += float((normaliser - logits[np.arange(len(targets)), targets]).sum())
    return total / math.log(2)


def bits_per_byte(model: NumpyModel, tokenizer: Tokenizer, stories: list[str]) -> dict:
    end = tokenizer.token_to_id(END_OF_TEXT)
    bits, size, tokens = 0.0, 0, 0
    for story in stories:
        ids = tokenizer.encode(story, add_special_tokens=False).ids
        bits += story_bits(model, [end, *ids], model.c["max_position_embeddings"])
        size += len(story.encode())
        tokens += len(ids)
    return {"bits_per_byte": round(bits / size, 5), "nats_per_token": round(bits * math.log(2) / tokens, 5),
            "stories": len(stories), "bytes": size, "tokens": tokens}  # fmt: skip


def continuation(model: NumpyModel, tokenizer: Tokenizer, prompt: str, count: int) -> str:
    end = tokenizer.token_to_id(END_OF_TEXT)
    ids = tokenizer.encode(prompt, add_special_tokens=False).ids
    return tokenizer.decode([t for t, _ in model.greedy(ids, count, end)], skip_special_tokens=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder with val.txt (default: %(default)s)")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="model folder (default: %(default)s)")
    parser.add_argument("--stories", type=int, help="only the first so many stories")
    parser.add_argument("--tokens", type=int, default=200, help="length of the samples (default: %(default)s)")
    parser.add_argument("--no-bits", action="store_true", help="samples only")
    parser.add_argument("--record", action="store_true", help="add the result to training.json in the model folder")
    arguments = parser.parse_args()
    for name in ("model.safetensors", "config.json", "tokenizer.json"):
        if not (arguments.model / name).is_file():
            fail(DataError(f"no {name} in {arguments.model}: run train_tokenizer.py, train.py and export.py first"))
    tokenizer = Tokenizer.from_file(str(arguments.model / "tokenizer.json"))
    result: dict = {"protocol": " ".join(__doc__.split("Protocol: ")[1].split()), "samples": {}}
    for label, quantised in (("fp16_weights_in_fp32", False), ("int4_round_to_nearest_g64", True)):
        model = NumpyModel(arguments.model, np.float32, quantised)
        if not arguments.no_bits:
            try:
                stories = validation_documents(arguments.data)[: arguments.stories]
            except DataError as error:
                fail(error)
            result[label] = bits_per_byte(model, tokenizer, stories)
            print(label, result[label], flush=True)
        samples = {}
        for prompt in PROMPTS:
            samples[prompt] = continuation(model, tokenizer, prompt, arguments.tokens)
            print(f"\n[{label}] {prompt}|{samples[prompt]}", flush=True)
        result["samples"][label] = samples
    if arguments.record:
        path = arguments.model / "training.json"
        training = json.loads(path.read_text())
        training["validation"] = result
        temporary = path.with_name(path.name + ".tmp")
        temporary.write_text(json.dumps(training, indent=2) + "\n", encoding="utf-8")
        os.replace(temporary, path)


if __name__ == "__main__":
    main()
