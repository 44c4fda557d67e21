#!/usr/bin/env node
import type { Logger } from "@engenho/core";
import { readKinds } from "@engenho/kinds";
import { readCommandLine } from "./command-line.js";
import { watchLaunchers } from "./launchers.js";
import { createLogger } from "./logging/logging.js";
import { startManager } from "./manager.js";
import type { ManagerOptions } from "./manager-options.js";
import { UsageError } from "./usage-error.js";
import { version } from "./version.js";

/** This file, whichever script has started it: the bundler makes a path of it. */
const program = import.meta.url;
/** Everything must have stopped this long after the signal; then the process exits in any case. */
const stopWithinMs = 1_500;

async function main(): Promise<void> {
  // Checks of flags may load parts of the program, which need this module to be evaluated.
  await Promise.resolve();
  const argv = process.argv.slice(2);
  const tell = (text: string) => void process.stderr.write(text);
  const commandLine = await readCommandLine({ argv, program, env: process.env, tell }, version);
  if (commandLine.type === "print") {
    process.stdout.write(commandLine.text);
    return;
  }
  const { options, warnings } = commandLine;
  for (const warning of warnings) tell(`engenho: ${warning}\n`);
  const stopping = untilSignal();
  const logger = createLogger(options.v);
  const running = await (commandLine.type === "run"
    ? runManager(commandLine.options, logger)
    : commandLine.start({ logger }));
  process.stdout.write(`engenho is ready: ${running.description} (${Math.round(performance.now())} ms)\n`);
  await stopping;
  await running.stop();
  await logger.flush();
}

async function runManager(options: ManagerOptions, logger: Logger) {
  const { address, stop } = await startManager(options, { logger });
  // After the ready line: loaded now, they delay neither the first pod nor the controllers' first ticks.
  // Without controllers nobody here waits for them, and clients may need few.
  if (options.controllers.length > 0) setTimeout(readKinds, 100).unref();
  const kubeconfig = options.kubeconfigOut === undefined ? "" : `, kubeconfig ${options.kubeconfigOut}`;
  return { description: `${address}${kubeconfig}`, stop };
}

/**
 * Resolves at the first signal to stop, or when the program's launcher is gone. A second signal exits at once, with the exit
 * code that shells use for it.
 */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      asked = true;
      setTimeout(() => {
        process.stderr.write(`engenho: still running ${stopWithinMs} ms after the signal; exiting anyway\n`);
        process.exit(0);
      }, stopWithinMs).unref();
      resolve();
    };
    watchLaunchers(stop);
    // SIGHUP: its terminal is gone. All files that can change are read again by themselves.
    for (const [signal, number] of [
      ["SIGHUP", 1],
      ["SIGINT", 2],
      ["SIGTERM", 15],
    ] as const) {
      process.on(signal, () => {
        if (asked) process.exit(128 + number);
        stop();
      });
    }
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
