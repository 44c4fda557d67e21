// `node scripts/faults.mjs`: kills the built program on a data directory, and members of an etcd below it, again and again under load, and
// judges all that its clients were told (tests/faults). `--kills` of each per round, `--rounds`, `--seed` of the first round; it stops at the
// first fault and prints its seed.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { requireNode, root } from "./workspace.mjs";

requireNode();

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    rounds: { type: "string", default: "20" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
  },
});

function wholeNumber(name) {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${name}: ${values[name]} is not a whole number`);
  process.exit(2);
}

const kills = wholeNumber("kills");
const rounds = wholeNumber("rounds");
const firstSeed = wholeNumber("seed");
for (let round = 0; round < rounds; round++) {
  const seed = firstSeed + round;
  console.log(`round ${round + 1} of ${rounds}: ${kills} kills, seed ${seed}`);
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "tests/faults/kills.test.ts", "tests/faults/etcd.test.ts"],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ENGENHO_FAULTS: String(kills), ENGENHO_PROPERTY_SEED: String(seed) },
    },
  );
  if (status !== 0) process.exit(1);
}
console.log(`${rounds * kills} kills, nothing was lost`);
