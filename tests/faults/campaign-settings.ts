/** The seed of a campaign's choices: `ENGENHO_PROPERTY_SEED`, or a new one. */
export const seed = Number(process.env.ENGENHO_PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** How many faults a campaign has: `node scripts/faults.mjs` asks for more than what is part of every test run. */
export function faultsOr(few: number): number {
  return Number(process.env.ENGENHO_FAULTS ?? few);
}
