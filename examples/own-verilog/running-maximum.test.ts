import { join } from 'node:path';
import { axiStreamSink, axiStreamSource, withSimulation } from '@chisel-lite/testbench';
import { pauses } from '@chisel-lite/testbench/fast-check';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const design = { sources: [join(import.meta.dirname, 'rtl/running_maximum.v')], top: 'running_maximum' };

test('each byte out is the largest of its frame so far, under any back-pressure', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      pauses(),
      pauses(),
      (frames, sourcePauses, sinkPauses) =>
        withSimulation(design, {}, async (sim) => {
          const source = axiStreamSource(sim, 's', { pause: sourcePauses });
          const sink = axiStreamSink(sim, 'm', { pause: sinkPauses });
          for (const frame of frames) {
            source.send(frame);
          }
          for (const frame of frames) {
            expect(await sink.receive()).toEqual(frame.map((_, i) => Math.max(...frame.subarray(0, i + 1))));
          }
        }),
    ),
  ));
