import { chooseSimd } from './sw/kernels/choose.ts';
import { Engine } from './sw/kernels/engine.ts';
import { matrixLayout } from './sw/model/layout.ts';
import { adoptMatrix, multiply } from './sw/kernels/products.ts';
const threads = Number(process.argv[2]);
const simd = (process.argv[3] as any) || chooseSimd();
const engine = new Engine({ threads, simd });
const out: string[] = [];
for (const [n, k, count] of [[896, 896, 1], [4864, 896, 1], [896, 4864, 1], [151936, 896, 1], [4864, 896, 40], [896, 4864, 40], [896,896,200]] as const) {
  const ms = Array.from({ length: count }, () => {
    const { bytes } = matrixLayout('awq-macro', n, k);
    const a = engine.allocate(bytes);
    const w = engine.words.subarray(a / 4, a / 4 + (bytes >> 2));
    for (let i = 0; i < w.length; i++) w[i] = (Math.imul(i, 2654435761) & 0x77777777) & 0x3bff3bff;
    return { m: adoptMatrix(engine, { name: 'x', n, k, format: 'awq-macro' }, a), bytes };
  });
  const x = engine.floats(engine.allocate(4 * k), k);
  for (let i = 0; i < k; i++) x[i] = Math.sin(i);
  const y = engine.allocate(4 * n);
  let space: any;
  const total = ms.reduce((s, m) => s + m.bytes, 0);
  let best = 1e9;
  const reps = Math.max(1, Math.round(4e7 / total));
  const end = performance.now() + 1500;
  const all: number[] = [];
  while (performance.now() < end) {
    const t = performance.now();
    for (let r = 0; r < reps; r++) for (const { m } of ms) space = multiply(engine, 'int8', space, x.byteOffset, 1, [{ matrix: m, y }]);
    all.push((performance.now() - t) / reps);
  }
  all.sort((a, b) => a - b);
  const med = all[all.length >> 1];
  out.push(`${n}x${k}*${count} (${(total / 1e6).toFixed(1)} MB): median ${(total / med / 1e6).toFixed(1)} best ${(total / all[0] / 1e6).toFixed(1)} GB/s, ${(med / count * 1000).toFixed(0)} us a product`);
}
console.log(process.version, simd, 'threads', threads); console.log(out.join('\n'));
await engine.close();
