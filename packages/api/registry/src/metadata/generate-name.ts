import type { RandomSource } from "@engenho/core";

/** No vowels and none of 0, 1 and 3, so that names are neither words nor ambiguous (apimachinery util/rand, AP-10). */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";
const suffixLength = 5;
const maximumNameLength = 63;

/** How many generated names are tried before a create fails (AP-11). */
export const maximumNameAttempts = 8;

/** A name for an object created with `generateName` (AP-10): the first 58 characters of it and a random suffix. */
export function generateName(base: string, random: RandomSource): string {
  let name = base.slice(0, maximumNameLength - suffixLength);
  for (let index = 0; index < suffixLength; index++) name += alphabet[Math.floor(random.next() * alphabet.length)];
  return name;
}
