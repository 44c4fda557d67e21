import { type FSWatcher, watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Clock, errorMessage, type Logger, type Timer } from "@engenho/core";

/** Options of {@link watchFile}. */
export interface WatchedFile {
  readonly file: string;
  /** The last text that was read. */
  readonly text: string;
  /** Receives changed texts. Its errors are logged; after a {@link NotYetError} it receives the text again. */
  readonly onChange: (text: string) => Promise<void>;
  /** Called when the file cannot be read, or `onChange` has thrown. */
  readonly onFailure?: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A reload that may succeed later. */
export class NotYetError extends Error {
  override readonly name = "NotYetError";
}

/** How often a file is read without a notification. */
const pollMs = 60_000;

/**
 * Watches a file until the signal aborts. Replaced files are noticed, too: the folder is watched, and the file is read
 * every minute.
 */
export function watchFile({ file, text, onChange, onFailure, clock, logger }: WatchedFile, signal: AbortSignal): void {
  let last = text;
  let timer: Timer | undefined;
  let reading: Promise<void> = Promise.resolve();
  const check = async () => {
    if (signal.aborted) return;
    const before = last;
    try {
      const next = await readFile(file, "utf8");
      if (next === last || signal.aborted) return;
      last = next;
      await onChange(next);
      logger.info({ file }, "a changed configuration was applied");
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof NotYetError) last = before;
      onFailure?.();
      logger.error({ file, reason: errorMessage(error) }, "a changed configuration cannot be applied");
    }
  };
  const enqueue = () => {
    reading = reading.then(check);
  };
  const poll = () => {
    timer = clock.setTimer(() => {
      enqueue();
      poll();
    }, pollMs);
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(file), { persistent: false }, enqueue);
    watcher.on("error", (error) =>
      logger.warn(
        { file, reason: errorMessage(error) },
        "a configuration file cannot be watched, and is polled instead",
      ),
    );
  } catch (error) {
    logger.warn({ file, reason: errorMessage(error) }, "a configuration file cannot be watched, and is polled instead");
  }
  poll();
  signal.addEventListener(
    "abort",
    () => {
      timer?.cancel();
      watcher?.close();
    },
    { once: true },
  );
}
