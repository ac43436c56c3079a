"""What the library wellen reads of waveform dumps: for each file named on the command line one line of JSON.

{"file", "timescale": exponent of ten, "variables": [[path, bits, changes]]}: changes as "TIME:VALUE", each a time at
which the value differs from the one before; bits without leading zeros where all are 0 or 1 (wellen gives a number).
"""

import json
import sys

import pywellen


def text(value):
    if isinstance(value, float):
        return repr(value)
    return format(value, "b") if isinstance(value, int) else value


def changes(variable):
    signal = variable.signal
    if len(signal) == 0:
        return []
    settled = []
    for time, value in signal[:]:
        if settled and settled[-1][0] == time:
            settled.pop()
        if not settled or settled[-1][1] != value or value == "":
            settled.append((time, value))
    return [f"{time}:{text(value)}" for time, value in settled]


for file in sys.argv[1:]:
    wave = pywellen.Waveform(file, multi_threaded=False)
    variables = [[v.full_name, None if v.is_real or v.is_string else v.bitwidth, changes(v)] for v in wave.all_vars()]
    scale = wave.timescale
    exponent = None if scale is None else [scale.factor, str(scale.unit)]
    print(json.dumps({"file": file, "timescale": exponent, "variables": variables}))
