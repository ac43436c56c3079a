/**
 * How activations are dealt over the ports, by another road than the hardware's: for each step and port, which group of
 * which vector.
 */

/** A group of 64 values of a vector. */
export interface DealtGroup {
  readonly vector: number;
  readonly group: number;
}

const PORTS = 4;

/**
 * Port by port, the groups it carries, in order. `lanes` vectors load side by side; in step s (counted over all groups
 * of all the vectors that follow each other in a lane) the group of lane c goes through port (c + s) mod 4.
 */
export function dealt(vectors: number, groups: number, lanes: number): DealtGroup[][] {
  const ports: DealtGroup[][] = Array.from({ length: PORTS }, () => []);
  for (let vector = 0; vector < vectors; vector++) {
    for (let group = 0; group < groups; group++) {
      const step = Math.floor(vector / lanes) * groups + group;
      ports[((vector % lanes) + step) % PORTS].push({ vector, group });
    }
  }
  // In the order of the steps.
  const step = ({ vector, group }: DealtGroup) => Math.floor(vector / lanes) * groups + group;
  for (const port of ports) {
    port.sort((a, b) => step(a) - step(b));
  }
  return ports;
}
