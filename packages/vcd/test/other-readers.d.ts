/** The parts of the packages compared with, which have no types. */
declare module 'vcd-stream' {
  interface Parser extends NodeJS.WritableStream {
    change: { any(listener: (code: string, time: bigint, command: number, value?: bigint) => void): void };
  }
  const vcdStream: {
    createVCD(): Promise<unknown>;
    webVcdParser(wasm: unknown): Promise<Parser>;
  };
  export default vcdStream;
}

declare module 'vcd-parser' {
  const vcdParser: { parse(text: string): Promise<unknown> };
  export default vcdParser;
}
