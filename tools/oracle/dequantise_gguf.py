#!/usr/bin/env python3
"""The same model with plain F32 tensors, for a comparison with llama.cpp like for like.

    pip install gguf==0.19.0
    python3 dequantise_gguf.py MODEL.Q4_1.gguf MODEL.F32.gguf

On quantised matrices llama.cpp rounds activations to 8 bits; on F32 ones it does not. Metadata are copied as they are; every block
is dequantised by llama.cpp's own Python package.
"""

import sys

import gguf



def main(source: str, target: str) -> None:
    reader = gguf.GGUFReader(source)
    fields = reader.fields
    writer = gguf.GGUFWriter(target, fields["general.architecture"].contents())
    for name, field in fields.items():
        if name.startswith("GGUF.") or name in ("general.architecture", "general.file_type"):
            continue
        kind = field.types[0]
        writer.add_key_value(name, field.contents(), kind, field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype("float32"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file(progress=True)
    writer.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
