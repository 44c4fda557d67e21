// `node scripts/faults.mjs`: breaks what is below and around the built program, again and again under load, and judges all that its clients
// and controllers see (tests/faults). `--faults` of each campaign per round, `--rounds`, `--seed` of the first round, `--only` some of the
// campaigns (disk,kills,etcd,connections,controllers), `--keep-going` after a round that found something. It prints the seed of what it finds.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { requireNode, root } from "./workspace.mjs";

requireNode();

const campaigns = ["disk", "kills", "etcd", "connections", "controllers"];
const { values } = parseArgs({
  options: {
    faults: { type: "string", default: "100" },
    rounds: { type: "string", default: "20" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    only: { type: "string", default: campaigns.join(",") },
    "keep-going": { type: "boolean", default: false },
  },
});

function refuse(message) {
  console.error(message);
  process.exit(2);
}

function wholeNumber(name) {
  const value = Number(values[name]);
  return Number.isInteger(value) && value >= 0 ? value : refuse(`--${name}: ${values[name]} is not a whole number`);
}

const faults = wholeNumber("faults");
const rounds = wholeNumber("rounds");
const firstSeed = wholeNumber("seed");
const chosen = values.only.split(",");
for (const name of chosen) {
  if (!campaigns.includes(name)) refuse(`--only: ${name} is none of ${campaigns.join(", ")}`);
}

const failed = [];
for (let round = 0; round < rounds; round++) {
  const seed = firstSeed + round;
  for (const name of chosen) {
    console.log(`round ${round + 1} of ${rounds}, ${name}: ${faults} faults, seed ${seed}`);
    const { status } = spawnSync(
      process.execPath,
      ["node_modules/vitest/vitest.mjs", "run", `tests/faults/${name}.test.ts`],
      {
        cwd: root,
        stdio: "inherit",
        env: { ...process.env, ENGENHO_FAULTS: String(faults), ENGENHO_PROPERTY_SEED: String(seed) },
      },
    );
    if (status === 0) continue;
    failed.push(`${name} --seed ${seed} --faults ${faults}`);
    if (!values["keep-going"]) process.exit(1);
  }
}
if (failed.length > 0) {
  console.log(
    `found something:\n${failed.map((each) => `node scripts/faults.mjs --rounds 1 --only ${each}`).join("\n")}`,
  );
  process.exit(1);
}
console.log(`${rounds * faults} faults of ${chosen.join(", ")} each: nothing was lost`);
