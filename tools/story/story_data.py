"""Reading and cleaning the TinyStories text files (shared by the other scripts)."""

import random
import re
import sys
from pathlib import Path

END_OF_TEXT = "<|endoftext|>"
VALIDATION_FILE = "val.txt"
REPOSITORY = Path(__file__).resolve().parents[2]
DEFAULT_DATA = REPOSITORY.parent / "shared" / "data" / "tinystories"
DEFAULT_MODEL = REPOSITORY / "models" / "story" / "hf"

# Typographic characters become their keyboard equivalents: byte-level tokens are too
# precious in a small vocabulary, and the corpus mixes both spellings of the same thing.
_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u00b4": "'", "`": "'",
        "\u201c": '"', "\u201d": '"',
        "\u2013": "-", "\u2014": "-",
        "\u2026": "...",
        "\u00a0": " ", "\u200a": " ", "\t": " ",
        "\ufeff": "", "\u200b": "",
    }
)  # fmt: skip
_MOJIBAKE = re.compile("[\u00c2\u00c3\u00e2]")


class DataError(Exception):
    """The data is missing or unusable; the message is meant for the user."""


def clean(text: str) -> str:
    """Repair double-encoded UTF-8, fold typography to ASCII, drop stray white space."""
    if _MOJIBAKE.search(text):
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            pass  # a genuine accent, not a double encoding
    text = text.replace("\r\n", "\n").translate(_PLAIN)
    text = re.sub(r" +", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text)
    return text.strip()


def split_documents(raw: str) -> list[str]:
    """The documents of one file, as they stand, without the separators and the blank edges."""
    return [d for d in (part.strip() for part in raw.split(END_OF_TEXT)) if d]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 (byte {error.start})") from error


def validation_documents(data: Path) -> list[str]:
    """The validation stories, uncleaned: bits per byte is stated over the file's own bytes."""
    path = data / VALIDATION_FILE
    if not path.is_file():
        raise DataError(_missing(path))
    return split_documents(_read(path))


def training_documents(data: Path, seed: int) -> list[str]:
    """All other stories: cleaned, without duplicates or validation stories, shuffled."""
    files = sorted(p for p in data.glob("*.txt") if p.name != VALIDATION_FILE) if data.is_dir() else []
    if not files:
        raise DataError(_missing(data / "*.txt"))
    seen = {clean(d) for d in validation_documents(data)}
    documents = []
    for path in files:
        for document in split_documents(_read(path)):
            document = clean(document)
            # A file cut at a byte limit may begin or end inside a story; fragments teach bad habits.
            if len(document) < 80 or document in seen or not document.isascii():
                continue
            if document[0] not in '"' and not document[0].isupper():
                continue
            seen.add(document)
            documents.append(document)
    random.Random(seed).shuffle(documents)
    return documents


def _missing(path: Path) -> str:
    return (
        f"no training text at {path}.\n"
        "Expected a folder of UTF-8 .txt files of stories separated by lines <|endoftext|>, one of them named\n"
        f"{VALIDATION_FILE}. Get TinyStories (https://huggingface.co/datasets/roneneldan/TinyStories), cut it into\n"
        "such files, and name the folder with --data."
    )


def fail(error: Exception) -> None:
    """Print one clear message and leave with status 1."""
    print(f"error: {error}", file=sys.stderr)
    raise SystemExit(1)
