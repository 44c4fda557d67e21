import type { Container, PodSpec } from "@engenho/core";
import { byteLength, type Causes, dns1123SubdomainFaults } from "@engenho/machinery";
import { placedContainers } from "./placed-containers.js";

type WindowsOptions = NonNullable<NonNullable<Container["securityContext"]>["windowsOptions"]>;

const forbiddenOnWindows = "cannot be set for a windows pod";
const longestDomain = 256;
const longestUser = 104;
const largestCredential = 64 * 1024;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const domainLabel = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const domainName = new RegExp(`^${domainLabel}(?:\\.${domainLabel})*$`);

/** Checks `windowsOptions` of a security context (upstream: validateWindowsSecurityContextOptions). */
export function checkWindowsOptions(options: WindowsOptions | undefined, path: string, causes: Causes): void {
  if (options === undefined) return;
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: credential, runAsUserName: user } = options;
  if (name !== undefined) {
    causes.invalidEach(`${path}.gmsaCredentialSpecName`, name, dns1123SubdomainFaults(name));
  }
  const at = `${path}.gmsaCredentialSpec`;
  if (credential === "") causes.invalid(at, credential, "gmsaCredentialSpec cannot be an empty string");
  else if (credential !== undefined && byteLength(credential) > largestCredential) {
    causes.invalid(at, credential, "gmsaCredentialSpec size must be under 64 KiB");
  }
  if (user !== undefined) causes.invalidEach(`${path}.runAsUserName`, user, userNameFaults(user));
}

function userNameFaults(name: string): readonly string[] {
  if (name === "") return ["runAsUserName cannot be an empty string"];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused
  if (/[\x00-\x1f\x7f]/.test(name)) return ["runAsUserName cannot contain control characters"];
  const parts = name.split("\\");
  if (parts.length > 2) return ["runAsUserName cannot contain more than one backslash"];
  const user = parts.at(-1) ?? "";
  const domain = parts.length === 2 ? (parts[0] ?? "") : undefined;
  const faults: string[] = [];
  if (byteLength(domain ?? "") >= longestDomain) {
    faults.push(`runAsUserName's Domain length must be under ${longestDomain} characters`);
  }
  if (domain !== undefined && !isDomain(domain)) {
    faults.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  if (user === "") faults.push("runAsUserName's User cannot be empty");
  else if (byteLength(user) > longestUser) {
    faults.push(`runAsUserName's User length must not be longer than ${longestUser} characters`);
  }
  if (/^[. ]+$/.test(user)) faults.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    faults.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  }
  return faults;
}

function isDomain(domain: string): boolean {
  return netBios.test(domain) || (domain.length < 4096 && domainName.test(domain));
}

/** Checks that either all containers are host processes or none, and that they use the host network. */
export function checkHostProcesses(spec: PodSpec, path: string, causes: Causes): void {
  const own = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = placedContainers(spec, path);
  let count = 0;
  for (const { container, path: at } of containers) {
    const theirs = container.securityContext?.windowsOptions?.hostProcess;
    if (own !== undefined && theirs !== undefined && own !== theirs) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${own}`;
      causes.invalid(`${at}.securityContext.windowsOptions.hostProcess`, theirs, detail);
    }
    if (theirs ?? own ?? false) count++;
  }
  if (count === 0) return;
  if (count !== containers.length) {
    const detail = "If pod contains any hostProcess containers then all containers must be HostProcess containers";
    causes.invalid(path, "", detail);
  }
  if (spec.hostNetwork !== true) {
    const detail = "hostNetwork must be true if pod contains any hostProcess containers";
    causes.invalid(`${path}.hostNetwork`, false, detail);
  }
}

/** Checks that a Pod for Linux sets no Windows fields (upstream: validateLinux). */
export function checkLinuxPod(spec: PodSpec, path: string, causes: Causes): void {
  const detail = "windows options cannot be set for a linux pod";
  if (spec.securityContext?.windowsOptions !== undefined)
    causes.forbidden(`${path}.securityContext.windowsOptions`, detail);
  for (const { container, path: at } of placedContainers(spec, path)) {
    if (container.securityContext?.windowsOptions !== undefined) {
      causes.forbidden(`${at}.securityContext.windowsOptions`, detail);
    }
  }
}

/** Fields of the Pod and of its security context (marked) in the order in which upstream forbids them. */
const podFields = [
  "securityContext.appArmorProfile",
  "securityContext.seLinuxOptions",
  "hostUsers",
  "hostPID",
  "hostIPC",
  "securityContext.seccompProfile",
  "securityContext.fsGroup",
  "securityContext.fsGroupChangePolicy",
  "securityContext.sysctls",
  "shareProcessNamespace",
  "securityContext.runAsUser",
  "securityContext.runAsGroup",
  "securityContext.supplementalGroups",
  "securityContext.supplementalGroupsPolicy",
  "securityContext.seLinuxChangePolicy",
] as const;
const containerFields = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
  "runAsUser",
  "runAsGroup",
] as const;

/** Host namespaces and sysctls are not pointers there: `false` and an empty list equal absence. */
function isSet(name: string, value: unknown): boolean {
  if (name === "hostPID" || name === "hostIPC") return value === true;
  return name === "sysctls" ? ((value ?? []) as readonly unknown[]).length > 0 : value !== undefined;
}

/** Checks that a Pod for Windows sets no Linux fields (upstream: validateWindows). */
export function checkWindowsPod(spec: PodSpec, path: string, causes: Causes): void {
  const context = (spec.securityContext ?? {}) as Readonly<Record<string, unknown>>;
  for (const field of podFields) {
    const name = field.slice(field.indexOf(".") + 1);
    const value = name === field ? spec[name as keyof PodSpec] : context[name];
    if (isSet(name, value)) causes.forbidden(`${path}.${field}`, forbiddenOnWindows);
  }
  for (const { container, path: at } of placedContainers(spec, path)) {
    const own = (container.securityContext ?? {}) as Readonly<Record<string, unknown>>;
    for (const field of containerFields) {
      if (own[field] !== undefined) causes.forbidden(`${at}.securityContext.${field}`, forbiddenOnWindows);
    }
  }
}
