import { booleanValue } from "../query/query-values.js";
import { badRequest } from "../status/refusals.js";

/** What a client wants to run, and which streams it uses (core/v1 PodExecOptions, PodAttachOptions). */
export interface CommandQuery {
  /** Undefined for an attachment. */
  readonly command: readonly string[] | undefined;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** Parses the query of `exec` and `attach`. Throws StoreError `BadRequest` with the messages of the kubelet's server. */
export function commandQuery(query: URLSearchParams, subresource: string): CommandQuery {
  const flag = (name: string, standard: boolean) => booleanValue(query, name) ?? standard;
  const command = query.getAll("command");
  if (subresource === "exec" && command.length === 0) throw badRequest("you must specify at least 1 command");
  const tty = flag("tty", false);
  const stdin = flag("stdin", false);
  // A terminal has one output.
  const streams = { stdin, stdout: flag("stdout", subresource === "attach"), stderr: flag("stderr", false) && !tty };
  if (!streams.stdin && !streams.stdout && !streams.stderr) {
    throw badRequest("you must specify at least 1 of stdin, stdout, stderr");
  }
  return { ...streams, tty, command: subresource === "exec" ? command : undefined };
}
