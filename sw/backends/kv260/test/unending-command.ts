/** Run by kv260.test.ts: opens a fake board, prints its folder, and waits for a command that does not end. */
import { writeSync } from 'node:fs';
import { control_registers as MAP } from '../../../driver/registers.ts';
import { packMatrix } from '../../../model/pack.ts';
import { randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { fakeBoard, withDevice } from '../../../testing/fake-board.ts';
import { openBoard } from '../kv260.ts';
import { openUioBus } from '../uio-bus.ts';

const board = fakeBoard();
const { files, root } = board;
const bus = withDevice(openUioBus(files), board, { deaf: true });
const driver = await openBoard(bus, { factor: 1, milliseconds: 60_000 });
// What the driver's own start wrote.
bus.write32(MAP.control.offset, 0);
const data = packMatrix(randomMatrix('awq-macro', 32, 64, 1), 'awq-macro');
const resident = driver.load({ name: 'W', n: 32, k: 64, format: 'awq-macro', data });
const call = driver.multiply(randomActivations(64, 1), 1, [resident]);
setTimeout(() => {
  writeSync(1, `${root}\n`);
  if (process.argv[2] === 'exception') {
    setTimeout(() => {
      throw new Error('nobody catches this');
    }, 1000);
  }
}, 20);
await call;
