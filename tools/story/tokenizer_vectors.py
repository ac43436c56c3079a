#!/usr/bin/env python3
"""Print tokenisation vectors as JSON: texts with the ids and decoded text that Python's `tokenizers` gives.

check_tokenizer.mjs compares them with JavaScript's @huggingface/tokenizers.
"""

import argparse
import json
import random
import sys
from pathlib import Path

from story_data import DEFAULT_DATA, DEFAULT_MODEL, DataError, fail, validation_documents
from tokenizers import Tokenizer

HARD = [
    "", " ", "  ", "\n", "\n\n", " \n ", "\t", "a", " a", "a ", "  a  b   c", "Hello, world!", "don't we'll I'd they've he's I'm you're",
    "DON'T", "3.14 and 2026", "1234567", "naïve café – “quoted” ‘single’ …", "日本語 テスト", "🙂👩‍👩‍👧 emoji", "a\r\nb", "x\u00a0y",
    "<|endoftext|>", "Once upon a time<|endoftext|>The end", "<|endoftext", "Wait!!!\n\n\"Yes?\"\nNo.", "\u0000\u0001", "e\u0301", "\ud7ff\ufffd",
    "...\n", " ...\n\n x", "snake_case camelCase", "'s", " 's ' t", "é", "½ ² Ⅷ ٣",
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder with val.txt (default: %(default)s)")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="folder with tokenizer.json (default: %(default)s)")
    parser.add_argument("--stories", type=int, default=500, help="stories to include (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not (arguments.model / "tokenizer.json").is_file():
        fail(DataError(f"no tokenizer.json in {arguments.model}: run train_tokenizer.py first"))
    tokenizer = Tokenizer.from_file(str(arguments.model / "tokenizer.json"))
    try:
        texts = HARD + validation_documents(arguments.data)[: arguments.stories]
    except DataError as error:
        fail(error)
    chance = random.Random(arguments.seed)
    alphabet = [*"abc XYZ  .,'\"\n\n019-_é日🙂\u00a0", "'s", "<|endoftext|>", " the"]
    texts += ["".join(chance.choices(alphabet, k=chance.randrange(40))) for _ in range(500)]
    vectors = []
    for text in texts:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        vectors.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False)})
    # Sequences of ids that are not the encoding of anything, broken UTF-8 included.
    for _ in range(200):
        ids = [chance.randrange(tokenizer.get_vocab_size()) for _ in range(chance.randrange(1, 20))]
        vectors.append({"text": None, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False)})
    json.dump(vectors, sys.stdout)


if __name__ == "__main__":
    main()
