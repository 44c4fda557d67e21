import type { PodSpec, StatusCause } from "@engenho/core";
import {
  byteLength,
  Causes,
  checkIpAddress,
  checkLabels,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  qualifiedNameFaults,
  rememberFaultless,
  type TextCheck,
} from "@engenho/machinery";
import { checkAffinity } from "./affinity.js";
import { checkContainers, checkInitContainers } from "./container.js";
import { checkDnsConfig, checkDnsPolicy } from "./dns.js";
import { checkEphemeralContainers } from "./ephemeral-container.js";
import { placedContainers } from "./placed-containers.js";
import { checkPodResources } from "./pod-resources.js";
import { checkResourceClaims } from "./resource-claims.js";
import { checkResourceRequirements } from "./resource-requirements.js";
import { checkSchedulingGates, checkSpreadConstraints, checkTolerations } from "./scheduling.js";
import { checkPodSecurityContext } from "./security-context.js";
import { type ToleratedErrors, tolerates } from "./tolerated-errors.js";
import { checkVolumes, type VolumesOfPod } from "./volume.js";
import { checkHostProcesses, checkLinuxPod, checkWindowsPod } from "./windows.js";

const restartPolicies = ["Always", "OnFailure", "Never"] as const;
const preemptionPolicies = ["PreemptLowerPriority", "Never"] as const;

/** The context of a Pod's spec, and the tolerated errors. */
export interface PodSpecContext extends VolumesOfPod {
  /** Whether it is a static Pod, which the kubelet runs from a file. Default false. */
  readonly isStatic?: boolean;
  /** Default: no errors are tolerated. */
  readonly tolerated?: ToleratedErrors;
}

/** {@link checkPodSpec} without a context. Caches valid specs. */
export const validatePodSpec: (spec: PodSpec, path: string) => readonly StatusCause[] = rememberFaultless(
  (spec, path) => checkPodSpec(spec, path, {}),
);

/** The errors in a PodSpec at `path`, after defaulting (upstream: ValidatePodSpec). */
export function checkPodSpec(spec: PodSpec, path: string, about: PodSpecContext): readonly StatusCause[] {
  const causes = new Causes(about.tolerated);
  if (spec.terminationGracePeriodSeconds === undefined) causes.required(`${path}.terminationGracePeriodSeconds`);
  const volumes = checkVolumes(spec.volumes, `${path}.volumes`, { causes, podName: about.podName });
  if (about.isStatic === true) {
    for (const _ of spec.resourceClaims ?? []) causes.forbidden("[]", "static pods do not support resource claims");
  } else checkResourceClaims(spec.resourceClaims, `${path}.resourceClaims`, causes);
  const context = { causes, spec, volumes };
  checkContainers(`${path}.containers`, context);
  checkInitContainers(`${path}.initContainers`, context);
  checkEphemeralContainers(`${path}.ephemeralContainers`, context);
  checkPodResources(spec, `${path}.resources`, causes);
  checkHostNetwork(spec, path, causes);
  checkRestartPolicy(spec.restartPolicy ?? "", `${path}.restartPolicy`, causes);
  checkDnsPolicy(spec.dnsPolicy ?? "", `${path}.dnsPolicy`, causes);
  checkLabels(spec.nodeSelector, `${path}.nodeSelector`, causes);
  checkPodSecurityContext(spec, `${path}.securityContext`, causes);
  checkAffinity(spec.affinity, `${path}.affinity`, causes);
  checkDnsConfig(spec, `${path}.dnsConfig`, causes);
  for (const [index, gate] of (spec.readinessGates ?? []).entries()) {
    const type = gate.conditionType ?? "";
    causes.invalidEach(`${path}.readinessGates[${index}].conditionType`, type, qualifiedNameFaults(type));
  }
  checkSchedulingGates(spec.schedulingGates, `${path}.schedulingGates`, causes);
  checkSpreadConstraints(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`, causes);
  checkHostProcesses(spec, path, causes);
  checkHostUsers(spec, path, causes);
  checkNames(spec, path, { causes, names: ["serviceAccountName", "nodeName"] });
  checkActiveDeadline(spec.activeDeadlineSeconds, `${path}.activeDeadlineSeconds`, causes);
  checkNames(spec, path, { causes, names: ["hostname", "subdomain"] });
  checkHostnameOverride(spec, path, causes);
  checkTolerations(spec.tolerations, `${path}.tolerations`, causes);
  checkHostAliases(spec, path, causes);
  checkNames(spec, path, { causes, names: ["priorityClassName", "runtimeClassName"] });
  checkPreemption(spec, path, causes);
  if (spec.overhead !== undefined) checkResourceRequirements({ limits: spec.overhead }, `${path}.overhead`, causes);
  checkOs(spec, path, causes);
  return causes.list;
}

const nameChecks = {
  serviceAccountName: dns1123SubdomainFaults,
  nodeName: dns1123SubdomainFaults,
  hostname: dns1123LabelFaults,
  subdomain: dns1123LabelFaults,
  priorityClassName: dns1123SubdomainFaults,
  runtimeClassName: dns1123SubdomainFaults,
} satisfies Partial<Record<keyof PodSpec, TextCheck>>;

function checkNames(
  spec: PodSpec,
  path: string,
  { causes, names }: { readonly causes: Causes; readonly names: readonly (keyof typeof nameChecks)[] },
): void {
  for (const field of names) {
    const value = spec[field];
    // Only runtimeClassName is a pointer upstream, so that an empty string is a value.
    if (typeof value === "string" && (value !== "" || field === "runtimeClassName")) {
      causes.invalidEach(`${path}.${field}`, value, nameChecks[field](value));
    }
  }
}

/** Checks that a Pod with its own user namespace shares no other namespace with its host. */
function checkHostUsers(spec: PodSpec, path: string, causes: Causes): void {
  if (spec.hostUsers !== false) return;
  const detail = "when `hostUsers` is false";
  if (spec.hostNetwork === true) causes.forbidden(`${path}.hostNetwork`, detail);
  if (spec.hostPID === true) causes.forbidden(`${path}.HostPID`, detail);
  if (spec.hostIPC === true) causes.forbidden(`${path}.HostIPC`, detail);
  if (tolerates(causes, "volume-devices-of-users")) return;
  for (const { container, path: at } of placedContainers(spec, path)) {
    if ((container.volumeDevices ?? []).length > 0) causes.forbidden(`${at}.volumeDevices`, detail);
  }
}

function checkHostNetwork(spec: PodSpec, path: string, causes: Causes): void {
  if (spec.hostNetwork !== true) return;
  for (const [index, container] of (spec.containers ?? []).entries()) {
    for (const [portIndex, port] of (container.ports ?? []).entries()) {
      const hostPort = port.hostPort ?? 0;
      if (hostPort === 0 || hostPort === port.containerPort) continue;
      const at = `${path}.containers[${index}].ports[${portIndex}].hostPort`;
      causes.invalid(at, hostPort, "must match `containerPort` when `hostNetwork` is true");
    }
  }
}

function checkRestartPolicy(policy: string, path: string, causes: Causes): void {
  if (policy === "") causes.required(path);
  else if (!(restartPolicies as readonly string[]).includes(policy)) causes.notSupported(path, policy, restartPolicies);
}

function checkActiveDeadline(seconds: number | undefined, path: string, causes: Causes): void {
  if (seconds !== undefined) causes.inRange(path, seconds, [1, 2 ** 31 - 1]);
}

function checkHostAliases(spec: PodSpec, path: string, causes: Causes): void {
  for (const [index, alias] of (spec.hostAliases ?? []).entries()) {
    const at = `${path}.hostAliases[${index}]`;
    checkIpAddress(alias.ip ?? "", `${at}.ip`, causes);
    for (const [position, name] of (alias.hostnames ?? []).entries()) {
      causes.invalidEach(`${at}.hostnames[${position}]`, name, dns1123SubdomainFaults(name));
    }
  }
}

/** Upstream: validatePodHostName. The field is behind the gate HostnameOverride. */
function checkHostnameOverride(spec: PodSpec, path: string, causes: Causes): void {
  const { hostnameOverride: hostname, setHostnameAsFQDN, hostNetwork } = spec;
  if (hostname === undefined) return;
  const at = `${path}.hostnameOverride`;
  if (setHostnameAsFQDN === true) causes.forbidden(at, "may not be specified when setHostnameAsFQDN is true");
  if (hostNetwork === true) causes.forbidden(at, "may not be specified when hostNetwork is true");
  if (byteLength(hostname) > 64) causes.tooLong(at, 64);
  causes.invalidEach(at, hostname, dns1123SubdomainFaults(hostname));
}

function checkPreemption({ preemptionPolicy }: PodSpec, path: string, causes: Causes): void {
  if (preemptionPolicy === "") causes.required(`${path}.preemptionPolicy`);
  else if (preemptionPolicy !== undefined && !(preemptionPolicies as readonly string[]).includes(preemptionPolicy)) {
    causes.notSupported(`${path}.preemptionPolicy`, preemptionPolicy, preemptionPolicies);
  }
}

function checkOs(spec: PodSpec, path: string, causes: Causes): void {
  const name = spec.os === undefined ? undefined : (spec.os.name ?? "");
  switch (name) {
    case undefined:
      return;
    case "":
      causes.required(`${path}.os.name`);
      return;
    case "linux":
      checkLinuxPod(spec, path, causes);
      return;
    case "windows":
      checkWindowsPod(spec, path, causes);
      return;
    default:
      causes.notSupported(`${path}.os`, name, ["linux", "windows"]);
  }
}
