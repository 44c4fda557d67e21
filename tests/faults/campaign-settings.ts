/** The seed of a campaign's choices: `ENGENHO_PROPERTY_SEED`, or a new one. */
export const seed = Number(process.env.ENGENHO_PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** The number of faults of a campaign: by default `few`; `node scripts/faults.mjs` sets a higher one. */
export function faultsOr(few: number): number {
  return Number(process.env.ENGENHO_FAULTS ?? few);
}
