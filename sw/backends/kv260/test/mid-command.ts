/** Run by stand-in.test.ts: begins a long command on the board in MACROMAC_BOARD, says so, and waits for its end. */
import { writeSync } from 'node:fs';
import { packMatrix } from '../../../model/pack.ts';
import { randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { findBoard, openBoard } from '../kv260.ts';
import { openUioBus } from '../uio-bus.ts';

const [n, k] = [8192, 2048];
const driver = await openBoard(openUioBus(findBoard()));
const data = packMatrix(randomMatrix('awq-macro', n, k, 1), 'awq-macro');
const call = driver.multiply(randomActivations(k, 1), 1, [driver.load({ name: 'W', n, k, format: 'awq-macro', data })]);
setTimeout(() => writeSync(1, 'under way\n'), 50);
await call;
await driver.close();
