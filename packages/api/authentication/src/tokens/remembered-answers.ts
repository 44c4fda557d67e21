import { type Clock, LruMap } from "@engenho/core";
import type { Authentication, TokenAudiences } from "../port/authenticator.js";
import { tokenHash } from "./token-hash.js";

interface Remembered {
  readonly answer: Authentication;
  readonly untilMs: number;
  /** Of its key and its user, in characters. */
  readonly length: number;
}

/** The size of the cache, in characters: about 16,000 users. */
const maxCharacters = 8 * 1024 * 1024;

/** A cache of authentications, by the token's hash and the requested audiences. */
export class RememberedAnswers {
  readonly #answers = new LruMap<string, Remembered>(maxCharacters, ({ length }) => length);
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The key of a token and the requested audiences. */
  keyOf(token: string, { audiences, hashOf = tokenHash }: Pick<TokenAudiences, "audiences" | "hashOf">): string {
    return `${hashOf(token)} ${JSON.stringify(audiences)}`;
  }

  /** The cached authentication; undefined if there is none, or it has expired. */
  get(key: string): Authentication | undefined {
    const known = this.#answers.get(key);
    return known !== undefined && known.untilMs > this.#clock.monotonicNow() ? known.answer : undefined;
  }

  /** Caches an authentication for `forMs` milliseconds; not at all for 0 or less. */
  set(key: string, answer: Authentication, forMs: number): void {
    if (forMs <= 0) return;
    const length = key.length + JSON.stringify(answer).length;
    this.#answers.set(key, { answer, length, untilMs: this.#clock.monotonicNow() + forMs });
  }
}
