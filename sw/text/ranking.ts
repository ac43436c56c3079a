/**
 * Values of a vocabulary that one call looks at. A function that is called often becomes quick code; V8 may leave a
 * single loop over all of them slow for good, by a factor of forty, when the quick code of that loop has once been
 * dropped.
 */
const STRIDE = 2048;

/** The largest value's index; the lowest of equal ones. NaN is below all numbers. */
export function argmax(values: Float32Array): number {
  let best = -1;
  for (let from = 0; from < values.length; from += STRIDE) {
    best = largestOf(values, from, Math.min(from + STRIDE, values.length), best);
  }
  return best >= 0 ? best : Math.max(0, values.indexOf(Number.NEGATIVE_INFINITY));
}

/** The index of what is above `values[best]`, or above −∞ where `best` is none. */
function largestOf(values: Float32Array, from: number, to: number, best: number): number {
  let largest = best < 0 ? Number.NEGATIVE_INFINITY : values[best];
  let place = best;
  for (let i = from; i < to; i++) {
    if (values[i] > largest) {
      largest = values[i];
      place = i;
    }
  }
  return place;
}

/** Tokens whose score is a number and near enough, the largest first, the lowest of equal ones first. */
export function byScore(scores: Float32Array, isNear: (score: number) => boolean): Uint32Array {
  const keys = new Float64Array(scores.length);
  let count = 0;
  for (let from = 0; from < scores.length; from += STRIDE) {
    count = pushKeys(scores, from, Math.min(from + STRIDE, scores.length), isNear, keys, count);
  }
  return Uint32Array.from(keys.subarray(0, count).sort(), (key) => key % KEY_TOKENS);
}

/** More than a vocabulary has, and few enough that a key is a whole number below 2^53. */
const KEY_TOKENS = 2 ** 21;
const score = new Float32Array(1);
const scoreBits = new Uint32Array(score.buffer);

/**
 * A number for each token that is near, by which they sort: how far its score is down the line of all FP32 numbers,
 * then the token.
 */
function pushKeys(
  scores: Float32Array,
  from: number,
  to: number,
  isNear: (score: number) => boolean,
  keys: Float64Array,
  count: number,
): number {
  let end = count;
  for (let token = from; token < to; token++) {
    if (Number.isNaN(scores[token]) || !isNear(scores[token])) {
      continue;
    }
    score[0] = scores[token] + 0; // −0 is 0
    const bits = scoreBits[0];
    const falling = bits >= 2 ** 31 ? bits : 2 ** 31 - 1 - bits;
    keys[end++] = falling * KEY_TOKENS + token;
  }
  return end;
}

/** The `count` tokens with the largest scores, the largest first, the lowest of equal ones first. */
export function likeliest(scores: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let from = 0; count > 0 && from < scores.length; from += STRIDE) {
    keepLikeliest(scores, from, Math.min(from + STRIDE, scores.length), count, best);
  }
  return best;
}

function keepLikeliest(scores: Float32Array, from: number, to: number, count: number, best: number[]): void {
  for (let i = from; i < to; i++) {
    if (best.length === count && !(scores[i] > scores[best[count - 1]])) {
      continue;
    }
    let place = Math.min(best.length, count - 1);
    for (; place > 0 && scores[i] > scores[best[place - 1]]; place--) {
      best[place] = best[place - 1];
    }
    best[place] = i;
  }
}

/** Σ e^(score − largest), in the order of the tokens. */
export function sumOfPowers(scores: Float32Array, largest: number): number {
  let sum = 0;
  for (let from = 0; from < scores.length; from += STRIDE) {
    sum = addPowers(scores, from, Math.min(from + STRIDE, scores.length), largest, sum);
  }
  return sum;
}

function addPowers(scores: Float32Array, from: number, to: number, largest: number, before: number): number {
  let sum = before;
  for (let i = from; i < to; i++) {
    sum += Math.exp(scores[i] - largest);
  }
  return sum;
}
