import { type Clock, LruMap } from "@engenho/core";
import type { Authentication } from "../port/authenticator.js";
import { tokenHash } from "./token-hash.js";

interface Remembered {
  readonly answer: Authentication;
  readonly untilMs: number;
  /** Of its key and its user, in characters. */
  readonly length: number;
}

/** How many characters are remembered: 16,000 users of the usual number of groups. */
const maxCharacters = 8 * 1024 * 1024;

/** Remembers for a while who tokens are, by their hashes, and for which audiences. */
export class RememberedAnswers {
  readonly #answers = new LruMap<string, Remembered>(maxCharacters, ({ length }) => length);
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The key of a token that is presented for some audiences. */
  keyOf(token: string, audiences: readonly string[]): string {
    return `${tokenHash(token)} ${JSON.stringify(audiences)}`;
  }

  /** The answer; undefined if there is none, or it is too old. */
  get(key: string): Authentication | undefined {
    const known = this.#answers.get(key);
    return known !== undefined && known.untilMs > this.#clock.monotonicNow() ? known.answer : undefined;
  }

  /** Remembers an answer for so many milliseconds; 0 or less: not at all. */
  set(key: string, answer: Authentication, forMs: number): void {
    if (forMs <= 0) return;
    const length = key.length + JSON.stringify(answer).length;
    this.#answers.set(key, { answer, length, untilMs: this.#clock.monotonicNow() + forMs });
  }
}
