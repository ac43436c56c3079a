/** x += y, both [T, D]. */
export function addResidual(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    x[i] += y[i];
  }
}
