import type { Count, Resource } from './resources.ts';

/** Resources a cell of the UltraScale+ library takes. Distributed RAM and shift registers are LUTs too. */
function resourcesOf(type: string): Partial<Record<Resource, number>> {
  if (/^LUT[1-6]$/.test(type)) {
    return { LUT: 1 };
  }
  if (/^INV$/.test(type)) {
    return {};
  }
  if (/^FD[RSCP]E/.test(type)) {
    return { FF: 1 };
  }
  if (/^SRL(16E|C32E)$/.test(type)) {
    return { LUT: 1 };
  }
  if (/^SRLC?\d+E?$/.test(type)) {
    return { LUT: 1 };
  }
  if (type === 'DSP48E2') {
    return { DSP: 1 };
  }
  if (/^RAMB36/.test(type)) {
    return { BRAM: 1 };
  }
  if (/^RAMB18/.test(type)) {
    return { BRAM: 0.5 };
  }
  if (type === 'URAM288' || type === 'URAM288_BASE') {
    return { URAM: 1 };
  }
  // LUTs that a distributed RAM occupies: 8 in a slice for the multi-port forms.
  if (/^RAM(32M16|64M8)$/.test(type)) {
    return { LUT: 8 };
  }
  if (/^RAM(32M|64M)$/.test(type)) {
    return { LUT: 4 };
  }
  if (/^RAM(32|64)X1D$/.test(type)) {
    return { LUT: 2 };
  }
  if (/^RAM128X1D$/.test(type)) {
    return { LUT: 4 };
  }
  if (/^RAM256X1D$/.test(type)) {
    return { LUT: 8 };
  }
  if (/^RAM/.test(type)) {
    return { LUT: 1 };
  }
  return {};
}

/**
 * Adds what cells take, by their type, so many times. Types that are no cells of the library, instances of modules,
 * take nothing.
 */
export function addCells(to: Count, cells: Readonly<Record<string, number>>, times = 1): Count {
  for (const [type, count] of Object.entries(cells)) {
    for (const [resource, each] of Object.entries(resourcesOf(type))) {
      to[resource as Resource] += each * count * times;
    }
  }
  return to;
}
