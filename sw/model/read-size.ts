/** A tensor's place in the model, and its size. */
interface SizedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** What is read for every token: all matrices of the decoder layers, and the LM head, which may be the embedding. */
export function readSize(tensors: readonly SizedTensor[]): {
  weights: number;
  bytes: number;
} {
  const hasHead = tensors.some(({ name }) => name === 'lm_head.weight');
  const isRead = (name: string) => name !== 'embedding.weight' || !hasHead;
  const matrices = tensors.filter(({ name, shape }) => shape.length === 2 && isRead(name));
  return {
    weights: matrices.reduce((sum, { shape: [n, k = 1] }) => sum + n * k, 0),
    bytes: matrices.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Bits a weight that is read for a token, scales and zero points included. */
export function readBits(tensors: readonly SizedTensor[]): number {
  const { weights, bytes } = readSize(tensors);
  return (8 * bytes) / weights;
}
