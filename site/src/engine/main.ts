import './turn.ts';
import type { FromEngine, ToEngine } from '../shared/protocol.ts';
import { tryFile } from './playground.ts';
import { type Story, tellStory } from './story.ts';
import { testUnits } from './unit-tests.ts';

/** The worker: the first message brings the port by which the page speaks to it. */
const story: Story = { pacer: undefined, isWatched: false, ask: undefined };

self.onmessage = ({ ports: [page] }: MessageEvent) => {
  const say = (message: FromEngine) => page.postMessage(message);
  page.onmessage = ({ data }: MessageEvent<ToEngine>) => {
    if (data.kind === 'start') {
      void tellStory(data, story, say);
    } else if (data.kind === 'try') {
      void tryFile(data.text, data.tools, say);
    } else if (data.kind === 'test') {
      void testUnits(data.sources, data.benches, data.paths, say);
    } else if (data.kind === 'watch') {
      story.isWatched = data.on;
    } else if (data.kind === 'moment' || data.kind === 'follow') {
      story.ask?.(data);
    } else {
      story.pacer?.set(data.pace);
    }
  };
};
