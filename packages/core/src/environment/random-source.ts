/** The source of randomness for everything in engenho. */
export interface RandomSource {
  /** A number in [0, 1). */
  next(): number;
  /** A UUID of version 4. */
  uuid(): string;
}
