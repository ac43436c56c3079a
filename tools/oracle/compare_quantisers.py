"""Runs GPTQ as Intel's onnx-neural-compressor has it over the matrices that layer_inputs.ts wrote, on the same Gram matrices,
and prints the error of the outputs on the other text, relative to their power, beside ours.

    pip install numpy && pip install --no-deps onnx-neural-compressor==1.0
    npx tsx tools/oracle/layer_inputs.ts MODEL LAYER OUT CALIBRATION.txt OTHER.txt
    python3 tools/oracle/compare_quantisers.py OUT

The package's function is taken out of its file, since importing the package wants ONNX Runtime. As published it takes the
column below the diagonal of an upper triangular factor, which is zero, so that no error is fed forward and it rounds to
nearest; with the factor not transposed it is GPTQ. Both are shown.
"""

import ast
import copy
import importlib.metadata
import json
import sys
from pathlib import Path

import numpy as np


UPPER = "np.linalg.cholesky(np.linalg.inv(H)).T"


def their_gptq(is_mended: bool):
    files = importlib.metadata.files("onnx-neural-compressor")
    path = next(file.locate() for file in files if str(file).endswith("weight_only/gptq.py"))
    text = Path(path).read_text()
    assert UPPER in text, f"{path}: another version"
    tree = ast.parse(text.replace(UPPER, UPPER[:-2]) if is_mended else text)
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "_gptq")
    names = {"np": np, "copy": copy}
    exec(compile(ast.Module([function], []), str(path), "exec"), names)
    return names["_gptq"]


def main(folder: Path) -> None:
    published, mended = their_gptq(False), their_gptq(True)
    about = json.loads((folder / "ours.json").read_text())
    print("| linear layer | rounded to nearest | GPTQ of onnx-neural-compressor | the same, mended | mended, its MSE grids | awq | gptq | awq+gptq |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (n, k) in about["shapes"].items():
        read = lambda what, *shape: np.fromfile(folder / f"{name}.{what}.f32", np.float32).reshape(shape).astype(float)
        weights, gram, other = read("weights", n, k), read("calibration", k, k), read("other", k, k)

        def error(quantised):
            change = quantised - weights
            return np.sum(change * (change @ other)) / np.sum(weights * (weights @ other))

        def theirs(gptq, mse=False):
            return gptq(weights.T.copy(), gram.copy(), num_bits=4, group_size=64, mse=mse).T

        ours = about["errors"][name]
        cells = [ours["rtn"], error(theirs(published)), error(theirs(mended)), error(theirs(mended, True))]
        cells += [ours[method] for method in ("awq", "gptq", "awq+gptq")]
        print(f"| {name} | " + " | ".join(f"{100 * value:.3f}" for value in cells) + " |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
