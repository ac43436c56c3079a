import type { FromEngine } from '../shared/protocol.ts';
import { byId, make, thousands } from './elements.ts';

const room = byId('moment-room');
const note = byId('moment-note');

let addresses: string[] = [];

/** The waveform page, in a frame, on a recorded moment. */
export function showMoment({ from, to, vcd, view }: Extract<FromEngine, { kind: 'moment' }>): void {
  for (const address of addresses) {
    URL.revokeObjectURL(address);
  }
  const name = `cycles ${thousands(from)} to ${thousands(to)}`;
  addresses = [
    URL.createObjectURL(new Blob([vcd], { type: 'application/octet-stream' })),
    URL.createObjectURL(new Blob([JSON.stringify({ name, labels: {}, view })], { type: 'application/json' })),
  ];
  const [dump, info] = addresses;
  const frame = make('iframe', {
    title: `Waveform of ${name}`,
    src: `waves/index.html#${new URLSearchParams({ dump, info })}`,
  });
  room.replaceChildren(frame);
  room.hidden = false;
  note.textContent = `Waveform of ${name}; ? in it shows its keys.`;
  room.scrollIntoView({ block: 'nearest' });
}
