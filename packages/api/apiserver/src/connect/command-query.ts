import { badRequest } from "../status/refusals.js";
import type { ConnectionOptions } from "./connection-options.js";

/** The command that a client wants to run, and the streams that it uses. */
export interface CommandQuery {
  /** Undefined for an attachment. */
  readonly command: readonly string[] | undefined;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** Checks the options of `exec` and `attach`. Throws StoreError `BadRequest` with the messages of the kubelet's server. */
export function commandQuery(options: ConnectionOptions, subresource: string): CommandQuery {
  const { command = [], tty = false, stdin = false, stdout = false } = options;
  if (subresource === "exec" && command.length === 0) throw badRequest("you must specify at least 1 command");
  // A terminal has only one output stream.
  const stderr = options.stderr === true && !tty;
  if (!stdin && !stdout && !stderr) throw badRequest("you must specify at least 1 of stdin, stdout, stderr");
  return { stdin, stdout, stderr, tty, command: subresource === "exec" ? command : undefined };
}
