import type { StatusCause } from "@engenho/core";

/** For where upstream validates an update both as a new object and as an update, and reports errors twice. */
export function twice(causes: readonly StatusCause[]): readonly StatusCause[] {
  return [...causes, ...causes];
}
