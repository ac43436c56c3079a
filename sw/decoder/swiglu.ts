/** silu(gate) · up, element by element, with silu(x) = x / (1 + e⁻ˣ): the gate of SwiGLU. */
export function siluMultiply(gate: Float32Array, up: Float32Array): Float32Array {
  return gate.map((value, i) => (value / (1 + Math.exp(-value))) * up[i]);
}
