/** A file to try the language with. */
export interface Example {
  readonly name: string;
  readonly text: string;
}
