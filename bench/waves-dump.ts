/**
 * About `megabytes` of VCD text: 65 variables (clock, 32 flags, 32 buses of 8 to 64 bits), of which about half change
 * in every cycle.
 */
export function makeDump(megabytes: number): Uint8Array {
  const code = (i: number) => String.fromCharCode(33 + i);
  const widths = [1, ...new Array(32).fill(1), ...Array.from({ length: 32 }, (_, i) => 8 * (1 + (i % 8)))];
  let text = `$timescale 1ps $end\n$scope module top $end\n${widths.map((width, i) => `$var wire ${width} ${code(i)} v${i} $end\n`).join('')}$upscope $end\n$enddefinitions $end\n`;
  const parts: Uint8Array[] = [];
  const encoder = new TextEncoder();
  let random = 1;
  let size = 0;
  for (let time = 0; size < megabytes * 1e6; time += 2500) {
    text += `#${time}\n${(time / 2500) & 1}!\n`;
    for (let i = 1; i < widths.length; i++) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      if (random & 0x8000) {
        continue;
      }
      if (widths[i] === 1) {
        text += `${(random >>> 16) & 1}${code(i)}\n`;
      } else {
        text += `b${(BigInt(random) * 0x1234567n).toString(2).slice(-widths[i])} ${code(i)}\n`;
      }
    }
    if (text.length > 1e6) {
      const bytes = encoder.encode(text);
      parts.push(bytes);
      size += bytes.length;
      text = '';
    }
  }
  const dump = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    dump.set(part, at);
    at += part.length;
  }
  return dump;
}
