"""Writes sw/import/test-data/blocks.gguf: every block format that the importer reads, with its values.

For each format the file holds a tensor `NAME` of random blocks and a float32 tensor `NAME.expected`, both written by
llama.cpp's own Python package (`pip install gguf==0.19.0`), which is also what dequantises the blocks.

    python3 tools/oracle/make_gguf_vectors.py
"""

from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFWriter
from gguf.quants import dequantize

TARGET = Path(__file__).resolve().parents[2] / "sw" / "import" / "test-data" / "blocks.gguf"
BLOCKS_A_ROW = 2
ROWS = 2
# Byte positions of the binary16 fields of a block: random bits there would give infinities.
HALF_FIELDS = {
    "Q4_0": [0],
    "Q4_1": [0, 2],
    "Q5_0": [0],
    "Q5_1": [0, 2],
    "Q8_0": [0],
    "Q4_K": [0, 2],
    "Q5_K": [0, 2],
    "Q6_K": [208],
    "Q2_K": [80, 82],
    "Q3_K": [108],
    "IQ4_NL": [0],
    "IQ4_XS": [0],
    "MXFP4": [],
}


def random_blocks(random: np.random.Generator, name: str) -> np.ndarray:
    _, block_bytes = GGML_QUANT_SIZES[GGMLQuantizationType[name]]
    blocks = random.integers(0, 256, (ROWS * BLOCKS_A_ROW, block_bytes), dtype=np.uint8)
    if name == "MXFP4":
        blocks[:, 0] = [0, 1, 120, 255]  # exponents: subnormal, the smallest normal, usual, the largest
    for at in HALF_FIELDS[name]:
        field = random.normal(0, 0.05, len(blocks)).astype(np.float16)
        blocks[:, at : at + 2] = field[:, None].view(np.uint8)
    for at in HALF_FIELDS[name][:1]:
        blocks[0, at : at + 2] = [0x01, 0x80]  # a subnormal, negative scale
    return blocks.reshape(ROWS, BLOCKS_A_ROW * block_bytes)


def main() -> None:
    random = np.random.default_rng(2504)
    writer = GGUFWriter(TARGET, "test")
    writer.add_custom_alignment(64)
    writer.add_array("test.words", ["one", "zwei", "três", ""])
    writer.add_array("test.numbers", [-1, 2, 3])
    writer.add_float64("test.pi", 3.141592653589793)
    writer.add_uint64("test.large", 2**63)
    writer.add_bool("test.flag", True)
    for name in HALF_FIELDS:
        kind = GGMLQuantizationType[name]
        blocks = random_blocks(random, name)
        writer.add_tensor(name, blocks, raw_dtype=kind)
        writer.add_tensor(f"{name}.expected", dequantize(blocks, kind).astype(np.float32))
    half = random.normal(0, 1, (3, 5)).astype(np.float16)
    writer.add_tensor("F16", half)
    writer.add_tensor("F16.expected", half.astype(np.float32))
    single = random.normal(0, 1, (3, 5)).astype(np.float32)
    writer.add_tensor("F32", single)
    writer.add_tensor("F32.expected", single)
    brain = (single.view(np.uint32) >> 16).astype(np.uint16)
    writer.add_tensor("BF16", brain.view(np.uint8), raw_dtype=GGMLQuantizationType.BF16)
    writer.add_tensor("BF16.expected", (brain.astype(np.uint32) << 16).view(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
