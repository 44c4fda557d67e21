import type { PodSpec } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { tolerates } from "./tolerated-errors.js";

const longest = 253;
const segment = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const expression = `^(${segment}[\\./])*${segment}$`;
const pattern = new RegExp(expression);
const ipcNames = ["kernel.sem"];

/** Checks `securityContext.sysctls`: their names, and that none belongs to the host (upstream: validateSysctls). */
export function checkSysctls(spec: PodSpec, path: string, causes: Causes): void {
  const seen = new Set<string>();
  for (const [index, { name = "" }] of (spec.securityContext?.sysctls ?? []).entries()) {
    const at = `${path}[${index}].name`;
    if (name === "") causes.required(at);
    else if (name.length > longest || !pattern.test(name)) {
      causes.invalid(at, name, `must have at most ${longest} characters and match regex ${expression}`);
    } else if (seen.has(name)) causes.duplicate(at, name);
    seen.add(name);
    const sharedWith = tolerates(causes, "host-sysctls") ? undefined : hostNamespaceOf(spec, name);
    if (sharedWith !== undefined) causes.invalid(at, name, `may not be specified when '${sharedWith}' is true`);
  }
}

/** Whether the Pod sets a sysctl of its host (upstream: ValidateHostSysctl). */
export function hasHostSysctls(spec: PodSpec): boolean {
  return (spec.securityContext?.sysctls ?? []).some(({ name = "" }) => hostNamespaceOf(spec, name) !== undefined);
}

/** The namespace of a sysctl, if the Pod shares it with its host. */
function hostNamespaceOf(spec: PodSpec, name: string): "hostNetwork" | "hostIPC" | undefined {
  const dotted = withDots(name);
  if (spec.hostNetwork === true && dotted.startsWith("net.")) return "hostNetwork";
  return spec.hostIPC === true && isOfIpc(dotted) ? "hostIPC" : undefined;
}

/** Names may use slashes as separators: the first separator determines which. */
function withDots(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  if (first !== "/") return name;
  return name.replace(/[./]/g, (separator) => (separator === "/" ? "." : "/"));
}

function isOfIpc(name: string): boolean {
  return (
    ipcNames.includes(name) || ["kernel.shm", "kernel.msg", "fs.mqueue."].some((prefix) => name.startsWith(prefix))
  );
}
