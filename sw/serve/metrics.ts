import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Places } from './places.ts';

/** Seconds, in steps that tell a small model on a desktop from a large one on a board. */
const SECONDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** What the server tells Prometheus. */
export interface Metrics {
  readonly registry: Registry;
  request(route: string, status: number): void;
  prompt(tokens: number, reused: number): void;
  firstToken(seconds: number): void;
  token(seconds: number): void;
  end(reason: string): void;
}

export function createMetrics(places: Places): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'macromac_requests_total',
    help: 'Requests by route and status',
    labelNames: ['route', 'status'],
    registers,
  });
  const promptTokens = new Counter({ name: 'macromac_prompt_tokens_total', help: 'Tokens of prompts', registers });
  const reusedTokens = new Counter({
    name: 'macromac_prompt_tokens_reused_total',
    help: 'Tokens of prompts whose keys and values were there already',
    registers,
  });
  const generated = new Counter({ name: 'macromac_generated_tokens_total', help: 'Tokens made', registers });
  const texts = new Counter({
    name: 'macromac_texts_total',
    help: 'Texts by how they ended',
    labelNames: ['reason'],
    registers,
  });
  const first = new Histogram({
    name: 'macromac_first_token_seconds',
    help: 'From a place being there to the first token',
    buckets: SECONDS,
    registers,
  });
  const between = new Histogram({
    name: 'macromac_token_seconds',
    help: 'From one token of a text to its next',
    buckets: SECONDS,
    registers,
  });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge('macromac_texts_running', 'Texts being made', () => places.taken);
  gauge('macromac_texts_waiting', 'Texts that wait for a place', () => places.waiting);
  return {
    registry,
    request: (route, status) => requests.inc({ route, status }),
    prompt(tokens, reused) {
      promptTokens.inc(tokens);
      reusedTokens.inc(reused);
    },
    firstToken(seconds) {
      generated.inc();
      first.observe(seconds);
    },
    token(seconds) {
      generated.inc();
      between.observe(seconds);
    },
    end: (reason) => texts.inc({ reason }),
  };
}
