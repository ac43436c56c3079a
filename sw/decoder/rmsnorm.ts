/** y = x / √(mean(x²) + ε) · weight, row by row; x [T, D], weight [D]. */
export function rmsNorm(x: Float32Array, weight: Float32Array, epsilon: number): Float32Array {
  const width = weight.length;
  const y = new Float32Array(x.length);
  for (let row = 0; row < x.length; row += width) {
    let squares = 0;
    for (let i = 0; i < width; i++) {
      squares += x[row + i] * x[row + i];
    }
    const scale = 1 / Math.sqrt(squares / width + epsilon);
    for (let i = 0; i < width; i++) {
      y[row + i] = x[row + i] * scale * weight[i];
    }
  }
  return y;
}
