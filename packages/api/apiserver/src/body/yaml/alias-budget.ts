const low = 400_000;
const high = 4_000_000;

/** How many characters aliases may repeat: as many as a body may have. */
const mostRepeatedCharacters = 3 * 1024 * 1024;

/**
 * What aliases may add to a document. The ratio is goyaml's: up to 400,000 values 99 of 100 may come from aliases, then ever
 * fewer, down to one in ten. goyaml does not count the lengths of repeated texts, for it shares them; here they are, since
 * everything is written out as JSON later.
 */
export class AliasBudget {
  #values = 0;
  #repeatedValues = 0;
  #repeatedCharacters = 0;

  /** Counts one value; false when that is too many. */
  spend(insideAlias: boolean): boolean {
    this.#values++;
    if (!insideAlias) return true;
    this.#repeatedValues++;
    if (this.#repeatedValues <= 100 || this.#values <= 1000) return true;
    return this.#repeatedValues / this.#values <= allowedRatio(this.#values);
  }

  /** Counts a text that an alias repeats; false when that is too much. */
  spendText(length: number): boolean {
    this.#repeatedCharacters += length;
    return this.#repeatedCharacters <= mostRepeatedCharacters;
  }
}

function allowedRatio(values: number): number {
  if (values <= low) return 0.99;
  return values >= high ? 0.1 : 0.99 - 0.89 * ((values - low) / (high - low));
}
