const low = 400_000;
const high = 4_000_000;

/** How many characters aliases may repeat: as many as a body may have. */
const maxRepeatedCharacters = 3 * 1024 * 1024;

/**
 * Limits how much aliases may expand a document. The ratio is goyaml's: up to 400,000 values, 99 of 100 may come from aliases,
 * then fewer and fewer, down to one in ten. goyaml does not count the length of repeated strings, because it shares them; here
 * they count, because everything is later serialised as JSON.
 */
export class AliasBudget {
  #values = 0;
  #repeatedValues = 0;
  #repeatedCharacters = 0;

  /** Counts one value; false when the budget is exceeded. */
  spend(insideAlias: boolean): boolean {
    this.#values++;
    if (!insideAlias) return true;
    this.#repeatedValues++;
    if (this.#repeatedValues <= 100 || this.#values <= 1000) return true;
    return this.#repeatedValues / this.#values <= allowedRatio(this.#values);
  }

  /** Counts a string repeated by an alias; false when the budget is exceeded. */
  spendText(length: number): boolean {
    this.#repeatedCharacters += length;
    return this.#repeatedCharacters <= maxRepeatedCharacters;
  }
}

function allowedRatio(values: number): number {
  if (values <= low) return 0.99;
  return values >= high ? 0.1 : 0.99 - 0.89 * ((values - low) / (high - low));
}
