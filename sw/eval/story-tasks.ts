/**
 * Two tasks cut from stories, in the manner of LAMBADA (the last word of a passage) and of HellaSwag (which of four
 * endings is the true one). Nothing is drawn at random: the same file gives the same tasks.
 */
export interface LastWord {
  /** The story up to its last word. */
  readonly context: string;
  /** With the space before it. */
  readonly word: string;
}

export interface Endings {
  /** The story without its last sentence. */
  readonly context: string;
  /** Four last sentences, each with the space before it. */
  readonly endings: readonly string[];
  /** The story's own. */
  readonly right: number;
}

/** Sentences before the last that are kept: what is asked is near the end, and a pass costs by its length. */
const SENTENCES = 4;
const CHOICES = 4;

/** Whole sentences of a story, each with the space before it. */
const sentencesOf = (story: string): string[] => story.match(/\s*[^.!?]+[.!?]+["”']*/g) ?? [];

/** The last sentences of a story, without what stands before them. */
const tailOf = (story: string): string[] => sentencesOf(story).slice(-1 - SENTENCES);

/**
 * Stories whose last word, of four letters or more, has been used before: it can be told from the passage, as LAMBADA's
 * can.
 */
export function lastWords(stories: readonly string[], count: number): LastWord[] {
  const tasks: LastWord[] = [];
  for (const story of stories) {
    if (tasks.length === count) {
      break;
    }
    const tail = tailOf(story).join('').trim();
    const [, context, word] = /^(.*)(\s[A-Za-z]{4,})[.!?]+["”']*$/s.exec(tail) ?? [];
    if (word && new RegExp(`\\b${word.trim()}\\b`, 'i').test(context)) {
      tasks.push({ context, word });
    }
  }
  return tasks;
}

/** Stories of at least so many sentences, each with its own ending and those of the next three. */
export function storyEndings(stories: readonly string[], count: number): Endings[] {
  const tails = stories.map(tailOf).filter((tail) => tail.length === 1 + SENTENCES);
  const used = Math.min(count, tails.length < CHOICES ? 0 : tails.length);
  return Array.from({ length: used }, (_, i) => {
    const right = i % CHOICES;
    const others = Array.from({ length: CHOICES - 1 }, (_, j) => tails[(i + 1 + j) % tails.length].at(-1)!);
    const own = tails[i].at(-1)!;
    return {
      context: tails[i].slice(0, -1).join('').trim(),
      endings: [...others.slice(0, right), own, ...others.slice(right)],
      right,
    };
  });
}
