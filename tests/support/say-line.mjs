import { writeSync } from "node:fs";

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Prints a value as a line of JSON, before anything else happens: the process may be killed at any time. */
export function sayLine(value) {
  const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += writeSync(1, bytes, sent);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      // The reader is slow.
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}
