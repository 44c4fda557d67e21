import { type AuthorizationMode, authorizationModes } from "@engenho/authorization";
import { Option } from "commander";
import type { ManagerOptions } from "../manager-options.js";
import { UsageError } from "../usage-error.js";
import { list } from "./parsers.js";

/** The flags that choose authorizers, with kube-apiserver's names. */
export function authorizationFlags({ authorizationMode }: ManagerOptions): readonly Option[] {
  return [
    new Option("--authorization-mode <list>", `authorizers in order: ${authorizationModes.join(", ")}`)
      .argParser(list(authorizationMode))
      .default(authorizationMode),
  ];
}

/** Throws UsageError, with kube-apiserver's messages, for modes that are not possible (upstream: BuiltInAuthorizationOptions). */
export function checkAuthorizationFlags({ authorizationMode }: ManagerOptions): void {
  const faults: string[] = [];
  if (authorizationMode.length === 0) faults.push("at least one authorization-mode must be passed");
  for (const mode of authorizationMode as readonly string[]) {
    if (mode === "ABAC") faults.push("authorization-mode ABAC is not supported");
    else if (!authorizationModes.includes(mode as AuthorizationMode)) {
      faults.push(`authorization-mode ${JSON.stringify(mode)} is not a valid mode`);
    }
  }
  if (new Set(authorizationMode).size < authorizationMode.length) {
    const list = authorizationMode.map((mode) => JSON.stringify(mode)).join(" ");
    faults.push(`authorization-mode [${list}] has mode specified more than once`);
  }
  if (faults.length === 0) return;
  const text = faults.length === 1 ? faults[0] : `[${faults.join(", ")}]`;
  throw new UsageError(`${text} (engenho --help lists the flags)`, 2);
}
