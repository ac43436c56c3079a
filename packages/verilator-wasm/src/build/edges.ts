import type { Generated } from './symbols.ts';

/** How the design reacts to a one-bit input. */
export interface EdgeUse {
  /** Only its rising edge matters: no logic looks at its level or its fall. */
  readonly risingOnly: boolean;
  /** No other signal triggers anything, be it another clock, an asynchronous reset or a clock made in the design. */
  readonly onlyTrigger: boolean;
}

/** Tells the use of the input `member` from every place that names it in the generated code. */
export function edgeUse(generated: Generated, prefix: string, member: string): EdgeUse {
  const previous = `__Vtrigrprev__TOP__${member}`;
  const rising = new RegExp(
    `\\(IData\\)\\(vlSelf->${member}\\)\\s*& \\(~ \\(IData\\)\\(vlSelf->${previous}\\)\\)`,
    'g',
  );
  const remember = new RegExp(`vlSelf->${previous}\\s*= vlSelf->${member};`, 'g');
  const widthCheck = new RegExp(`vlSelf->${member} & 0xfeU`, 'g');
  // Names also stand in messages (`Verilated::overWidthError("clk")`): only members count.
  const use = new RegExp(`->(${member}|${previous})\\b`);
  let edges = 0;
  let otherUse = false;
  let otherTrigger = false;
  for (const [name, text] of generated) {
    if (!name.endsWith('.cpp') || !name.startsWith(`${prefix}_`) || /__(Slow|Syms|Dpi|Trace)/.test(name)) {
      continue;
    }
    edges += text.match(rising)?.length ?? 0;
    otherUse ||= use.test(text.replace(rising, '').replace(remember, '').replace(widthCheck, ''));
    otherTrigger ||= [...text.matchAll(/->(__Vtrig\w*prev\w*)/g)].some(([, trigger]) => trigger !== previous);
  }
  const risingOnly = edges > 0 && !otherUse;
  return { risingOnly, onlyTrigger: risingOnly && !otherTrigger };
}
