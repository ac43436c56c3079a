/** Instructions of RV32I by hand: what the programs of the foreign processors' tests are made of. */

const register = (opcode: number, f3: number, f7: number) => (rd: number, rs1: number, rs2: number) =>
  ((f7 << 25) | (rs2 << 20) | (rs1 << 15) | (f3 << 12) | (rd << 7) | opcode) >>> 0;
const immediate = (opcode: number, f3: number) => (rd: number, rs1: number, value: number) =>
  (((value & 0xfff) << 20) | (rs1 << 15) | (f3 << 12) | (rd << 7) | opcode) >>> 0;
const store = (f3: number) => (rs2: number, rs1: number, offset: number) =>
  ((((offset >> 5) & 0x7f) << 25) | (rs2 << 20) | (rs1 << 15) | (f3 << 12) | ((offset & 31) << 7) | 0x23) >>> 0;

export const add = register(0x33, 0, 0);
export const sub = register(0x33, 0, 0x20);
export const sll = register(0x33, 1, 0);
export const slt = register(0x33, 2, 0);
export const sltu = register(0x33, 3, 0);
export const xor = register(0x33, 4, 0);
export const sra = register(0x33, 5, 0x20);
export const addi = immediate(0x13, 0);
export const andi = immediate(0x13, 7);
export const lb = immediate(0x03, 0);
export const sb = store(0);
export const sw = store(2);
export const lui = (rd: number, upper: number) => ((upper << 12) | (rd << 7) | 0x37) >>> 0;
/** Branch if not equal, by `offset` bytes from here. */
export const bne = (rs1: number, rs2: number, offset: number) =>
  ((((offset >> 12) & 1) << 31) |
    (((offset >> 5) & 0x3f) << 25) |
    (rs2 << 20) |
    (rs1 << 15) |
    (1 << 12) |
    (((offset >> 1) & 15) << 8) |
    (((offset >> 11) & 1) << 7) |
    0x63) >>>
  0;

/** Where the programs print a word, and where they end. */
export const PRINT = 0x1000_0000;
export const END = 0x2000_0000;
/** A byte they use. */
const SCRATCH = 0x400;

/** `rounds` rounds that print three words each: arithmetic, shifts, comparisons, a byte through the memory. */
export function program(rounds: number): number[] {
  const body = [
    add(3, 3, 2), // the sum of 1 … i
    andi(9, 2, 7),
    sll(4, 3, 9),
    xor(5, 4, 3),
    sw(5, 1, 0),
    sub(6, 0, 3), // negative from here on
    sra(6, 6, 9),
    sw(6, 1, 0),
    sb(6, 0, SCRATCH),
    lb(7, 0, SCRATCH),
    slt(10, 7, 2),
    sltu(11, 7, 2),
    add(12, 7, 10),
    add(12, 12, 11),
    sw(12, 1, 0),
    addi(2, 2, 1),
  ];
  return [
    lui(1, PRINT >>> 12),
    lui(13, END >>> 12),
    addi(2, 0, 1),
    addi(3, 0, 0),
    addi(8, 0, rounds + 1),
    ...body,
    bne(2, 8, -4 * body.length),
    sw(0, 13, 0),
    0x6f, // stays here
  ];
}

/** What it prints, by JavaScript's own arithmetic. */
export function printed(rounds: number): number[] {
  const words: number[] = [];
  for (let i = 1, sum = 0; i <= rounds; i++) {
    sum += i;
    const shift = i & 7;
    const negative = -sum >> shift;
    const byte = (negative << 24) >> 24;
    words.push(((sum << shift) ^ sum) >>> 0, negative >>> 0);
    words.push((byte + (byte < i ? 1 : 0) + (byte >>> 0 < i ? 1 : 0)) >>> 0);
  }
  return words;
}
