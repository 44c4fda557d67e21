// Sends seeded requests of every kind, most of them malformed, to the built program, and fails when it responds with 500,
// hangs, crashes or contradicts itself: node scripts/fuzz.mjs [--mode NAME] [--seed N] [--requests N] [--minutes N]. The modes
// are in fuzz/modes.mjs.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { modeOf } from "./fuzz/modes.mjs";
import { Random } from "./fuzz/random.mjs";
import { fuzz } from "./fuzz/run.mjs";

const { values } = parseArgs({
  options: {
    mode: { type: "string", default: "default" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    requests: { type: "string", default: "100000" },
    minutes: { type: "string", default: "60" },
  },
});
const program = fileURLToPath(new URL("../apps/manager/dist/main.cjs", import.meta.url));
const directory = await mkdtemp(join(tmpdir(), "engenho-fuzz-"));
const mode = await modeOf(values.mode, { directory, random: new Random(Number(values.seed) + 2) });
const child = spawn(process.execPath, [program, "--port", "0", ...mode.flags], {
  cwd: directory,
  stdio: ["ignore", "pipe", "pipe"],
});
/** Errors of JavaScript in the log: controllers and webhooks have met a value that they did not expect. */
const unexpected = [];
createInterface({ input: child.stderr }).on("line", (line) => {
  if (/"type":"(?:Type|Range|Reference|Syntax)Error"|^\s+at |Error:/.test(line) && !line.includes("StoreError"))
    unexpected.push(line);
});
try {
  const again = `--mode ${values.mode} --seed ${values.seed} --requests ${values.requests}`;
  console.log(`seed ${values.seed}: the same again with ${again}`);
  const ready = await new Promise((resolve, reject) => {
    child.stdout.once("data", (chunk) => resolve(chunk.toString()));
    child.once("exit", (code) => reject(new Error(`the program ended with ${code}`)));
  });
  const address = /https:\/\/\S+?(?=[,\s])/.exec(ready)[0];
  const config = JSON.parse(await readFile(join(directory, "engenho.kubeconfig"), "utf8"));
  const result = await fuzz({
    address,
    token: config.users[0].user.token,
    ca: Buffer.from(config.clusters[0].cluster["certificate-authority-data"], "base64").toString(),
    seed: Number(values.seed),
    requests: Number(values.requests),
    asOther: mode.asOther,
    hangMs: 30_000,
    until: Date.now() + Number(values.minutes) * 60_000,
  });
  console.log(
    `${result.sent} requests, longest wait of the watchdog ${result.longestWaitMs} ms, answers`,
    result.codes,
  );
  for (const fault of result.faults) console.error(`FAULT ${fault}`);
  for (const line of unexpected.slice(0, 20)) console.error(`FAULT in the log: ${line.slice(0, 2000)}`);
  if (child.exitCode !== null) console.error(`FAULT the program ended with ${child.exitCode}`);
  process.exitCode = result.faults.length + unexpected.length === 0 && child.exitCode === null ? 0 : 1;
} finally {
  child.kill("SIGTERM");
  mode.close?.();
  await rm(directory, { recursive: true, force: true });
}
