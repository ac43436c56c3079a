import type { ListMatrix, ListRecord, ProductRecord, VectorRecord } from './records.ts';

/** Records of a part of a pass, in the order in which they are run. */
export class RecordList {
  readonly records: ListRecord[] = [];
  /** Stands before the name of each record. */
  readonly #part: string;
  /** Of a product, unless it says otherwise. */
  readonly #vectors: number;

  constructor(part: string, vectors: number) {
    this.#part = part;
    this.#vectors = vectors;
  }

  vector(what: string, record: Omit<VectorRecord, 'kind' | 'name'>): void {
    this.records.push({ kind: 'vector', name: `${this.#part} ${what}`, ...record });
  }

  product(what: string, matrix: ListMatrix, record: Partial<ProductRecord>): void {
    this.records.push({ kind: 'product', name: `${this.#part} ${what}`, matrix, vectors: this.#vectors, ...record });
  }
}
