/** What is used of a package that has no types. */
declare module 'vcd-parser' {
  const vcdParser: { parse(text: string): Promise<unknown> };
  export default vcdParser;
}
