/** `npm run verilog`: prints the module as Verilog. */
import { emit } from '@chisel-lite/hdl';
import { Debouncer } from './debouncer.ts';

for (const text of emit(Debouncer(1_000_000)).files.values()) {
  process.stdout.write(text);
}
