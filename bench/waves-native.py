"""CPU seconds in which wellen, on one thread, opens a dump and loads every signal; and the number of changes."""

import sys
import time

import pywellen

begin = time.process_time()
wave = pywellen.Waveform(sys.argv[1], multi_threaded=False)
opened = time.process_time()
changes = sum(len(variable.signal) for variable in wave.all_vars())
print(time.process_time() - begin, opened - begin, changes)
