import { benchmarks } from "./catalogue.js";
import type { BenchmarkContext } from "./harness/benchmark.js";

/** The parent's request. */
interface Request extends Omit<BenchmarkContext, "say"> {
  readonly name: string;
}

/** Runs the benchmark named by its argument, and sends the tables to the parent. */
async function main(): Promise<void> {
  const { name, ...settings } = JSON.parse(process.argv[2] ?? "{}") as Request;
  const benchmark = benchmarks.find((each) => each.name === name);
  if (benchmark === undefined) throw new Error(`there is no benchmark "${name}"`);
  const tables = await benchmark.run({ ...settings, say: (text) => process.stderr.write(`  ${name}: ${text}\n`) });
  await new Promise<void>((resolve, reject) => {
    process.send?.(tables, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
