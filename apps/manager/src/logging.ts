import pino, { type Logger as PinoLogger } from "pino";

/** pino's level for a verbosity: see ManagerOptions.v. */
export function levelOf(verbosity: number): "warn" | "info" | "debug" {
  if (verbosity >= 4) return "debug";
  return verbosity >= 1 ? "info" : "warn";
}

/** Logs to standard error: for people on a terminal, JSON lines in a pipe. */
export async function createLogger(verbosity: number): Promise<PinoLogger> {
  const options = { level: levelOf(verbosity), base: null };
  if (process.stderr.isTTY !== true) return pino(options, pino.destination({ dest: 2, sync: true }));
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ destination: 2, sync: true, colorize: true, translateTime: "SYS:HH:MM:ss.l" }));
}
