/**
 * A small dump with something of everything the page shows: 200 cycles of 10 ns of a stream, a state machine, floats
 * and unknowns.
 */
export function smallDump(): string {
  const lines = [
    '$timescale 1ps $end',
    '$scope module top $end',
    '$var wire 1 ! clk $end',
    '$var wire 1 " rst $end',
    '$var wire 3 # state [2:0] $end',
    '$scope module u_stream $end',
    '$var wire 1 $ s_tvalid $end',
    '$var wire 1 % s_tready $end',
    '$var wire 128 & s_tdata [127:0] $end',
    '$var wire 16 ( half [15:0] $end',
    '$var real 64 ) level $end',
    '$upscope $end',
    '$scope module u_idle $end',
    '$var wire 8 * unknown [7:0] $end',
    '$var wire 1 + s_tvalid $end',
    '$upscope $end',
    '$upscope $end',
    '$enddefinitions $end',
    '#0 0! 1" b000 # 0$ 0% b0 & b0 ( r0 ) bx * z+',
  ];
  const float = (value: number) =>
    (new Uint32Array(Float32Array.of(value).buffer)[0] >>> 0).toString(2).padStart(32, '0');
  const last = new Map<string, string>();
  /** Adds changes as a simulator does: only values that differ from the one before. */
  const change = (...values: [code: string, value: string][]) => {
    for (const [code, value] of values) {
      if (last.get(code) !== value) {
        lines.push(`${value}${code}`);
      }
    }
    for (const [code, value] of values) {
      last.set(code, value);
    }
  };
  for (let cycle = 0; cycle < 200; cycle++) {
    const time = cycle * 10_000;
    lines.push(`#${time + 5000} 1!`);
    if (cycle === 2) {
      lines.push('0"');
    }
    change([' #', `b${((cycle >> 4) % 5).toString(2)}`]);
    change(['$', cycle % 8 < 5 ? '1' : '0'], ['%', cycle % 5 < 3 ? '1' : '0']);
    lines.push(`b${[3, 2, 1, 0].map((lane) => float(cycle / 2 + lane)).join('')} &`);
    lines.push(`b${(0x3c00 + cycle).toString(2)} (`, `r${Math.sin(cycle / 10)} )`);
    if (cycle === 50) {
      lines.push('b1010 *');
    }
    if (cycle === 120) {
      lines.push('b10x0 *', '1+');
    }
    lines.push(`#${time + 10_000} 0!`);
  }
  return `${lines.join('\n')}\n`;
}

/** About `megabytes` of a dump with a clock, a stream and 36 buses and flags that mostly change in every cycle. */
export function largeDump(megabytes: number): string {
  const widths = [1, 1, 1, ...Array.from({ length: 36 }, (_, i) => (i % 3 ? 8 << (i % 4) : 1))];
  const names = [
    'clk',
    's_tvalid',
    's_tready',
    ...Array.from({ length: 36 }, (_, i) => (i % 3 ? `bus${i}` : `flag${i}`)),
  ];
  const codes = widths.map((_, i) => String.fromCharCode(33 + i));
  const parts = [
    '$timescale 1ps $end\n$scope module top $end\n',
    ...widths.map((width, i) => `$var wire ${width} ${codes[i]} ${names[i]} $end\n`),
    '$upscope $end\n$enddefinitions $end\n',
  ];
  let size = 0;
  let random = 1;
  for (let cycle = 0; size < megabytes * 1e6; cycle++) {
    let text = `#${cycle * 5000}\n1${codes[0]}\n`;
    for (let i = 1; i < widths.length; i++) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      if (widths[i] === 1) {
        text += `${(random >>> 20) & 1}${codes[i]}\n`;
      } else if (random & 0x40000) {
        text += `b${((BigInt(random) ** 2n) & ((1n << BigInt(widths[i])) - 1n)).toString(2)} ${codes[i]}\n`;
      }
    }
    text += `#${cycle * 5000 + 2500}\n0${codes[0]}\n`;
    size += text.length;
    parts.push(text);
  }
  return parts.join('');
}
