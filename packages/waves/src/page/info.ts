import type { Labels } from './format.ts';
import type { RemoteInfo } from './remote.ts';
import type { View } from './view.ts';

/** What the server says about the dump. */
export interface Info {
  /** Name of the file, without its folder. */
  readonly name: string;
  /** Labels of values by path of the signal. */
  readonly labels: Readonly<Record<string, Labels>>;
  /** A view to begin with, whatever was shown before; how the page was left; one for the first time. */
  readonly view: View | undefined;
  readonly keptView: View | undefined;
  readonly firstView: View | undefined;
  /** Tells one state of the file from another; undefined where the file is gone. */
  readonly stamp: string | undefined;
  /** Where the page takes what clients of the Waveform Control Protocol ask; undefined where none may. */
  readonly wcp: RemoteInfo | undefined;
}

export const fetchInfo = async (): Promise<Info> => (await fetch('info')).json();
