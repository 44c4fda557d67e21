import type { PortConnection } from "@engenho/core";

/** Serves one connection to a port; resolves with an error message, or undefined. Never rejects. */
export type ForwardPort = (connection: PortConnection) => Promise<string | undefined>;

/** Whether a number is a valid port. */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
