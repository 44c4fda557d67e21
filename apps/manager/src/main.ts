#!/usr/bin/env node
import { readCommandLine } from "./command-line.js";
import { createLogger } from "./logging/logging.js";
import { startManager } from "./manager.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

/** Everything that is running must have stopped this long after the signal; then the process ends anyway. */
const stopWithinMs = 1_200;

async function main(): Promise<void> {
  const commandLine = await readCommandLine(process.argv.slice(2), version);
  if (commandLine.type === "print") {
    process.stdout.write(commandLine.text);
    return;
  }
  const { options } = commandLine;
  const stopping = untilSignal(["SIGINT", "SIGTERM"]);
  const logger = createLogger(options.v);
  const manager = await startManager(options, { logger });
  const readyMs = Math.round(performance.now());
  const kubeconfig = options.kubeconfigOut === undefined ? "" : `, kubeconfig ${options.kubeconfigOut}`;
  process.stdout.write(`engenho is ready: ${manager.address}${kubeconfig} (${readyMs} ms)\n`);
  await stopping;
  setTimeout(() => process.exit(0), stopWithinMs).unref();
  await manager.stop();
}

function untilSignal(signals: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    if (error instanceof UsageError) {
      process.stderr.write(`engenho: ${error.message}\n`);
      process.exit(error.exitCode);
    }
    process.stderr.write(`engenho: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
