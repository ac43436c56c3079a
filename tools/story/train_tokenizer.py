#!/usr/bin/env python3
"""Train the story model's byte-level BPE tokenizer and write it in Hugging Face form."""

import argparse
import json
import os
from pathlib import Path

from story_data import DEFAULT_DATA, DEFAULT_MODEL, END_OF_TEXT, DataError, fail, training_documents
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

# GPT-2's kind of split, kept to what Python's Oniguruma and JavaScript's regular expressions
# both understand: contractions, words with their leading space, single digits, runs of
# punctuation, white space. Line breaks stay with the punctuation before them, as in Qwen2.
SPLIT = r"'(?:s|t|re|ve|m|ll|d)| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+\n*|\s*\n+|\s+(?!\S)|\s+"


def build(documents: list[str], vocabulary: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        min_frequency=2,
        show_progress=False,
    )
    tokenizer.train_from_iterator(documents, trainer)
    return tokenizer


def write(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of story files (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=DEFAULT_MODEL, help="folder to write to (default: %(default)s)")
    parser.add_argument("--vocab", type=int, default=2048, help="tokens, the special one included (default: %(default)s)")
    parser.add_argument("--context", type=int, default=512, help="model_max_length to state (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the shuffle (default: %(default)s)")
    arguments = parser.parse_args()
    try:
        documents = training_documents(arguments.data, arguments.seed)
    except DataError as error:
        fail(error)

    tokenizer = build(documents, arguments.vocab)
    size = tokenizer.get_vocab_size()
    if size != arguments.vocab:
        fail(DataError(f"the data yields only {size} tokens, not {arguments.vocab}"))

    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out / "tokenizer.json", tokenizer.to_str(pretty=True) + "\n")
    end = tokenizer.token_to_id(END_OF_TEXT)
    config = {
        "add_bos_token": False,
        "add_prefix_space": False,
        "added_tokens_decoder": {
            str(end): {
                "content": END_OF_TEXT,
                "lstrip": False,
                "normalized": False,
                "rstrip": False,
                "single_word": False,
                "special": True,
            }
        },
        "additional_special_tokens": [],
        "bos_token": END_OF_TEXT,
        "clean_up_tokenization_spaces": False,
        "eos_token": END_OF_TEXT,
        "errors": "replace",
        "model_max_length": arguments.context,
        "pad_token": END_OF_TEXT,
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": None,
    }
    write(arguments.out / "tokenizer_config.json", json.dumps(config, indent=2) + "\n")

    total = sum(len(e.ids) for e in tokenizer.encode_batch_fast(documents))
    size = sum(len(d.encode()) for d in documents)
    print(f"{len(documents)} stories, {size} bytes, {total} tokens: {size / total:.3f} bytes a token")


if __name__ == "__main__":
    main()
