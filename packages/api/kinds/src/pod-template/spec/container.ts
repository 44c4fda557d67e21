import type { Container, PodSpec } from "@engenho/core";
import { type Causes, dns1123LabelFaults, portNameFaults } from "@engenho/machinery";
import { checkEnvironment, checkEnvironmentFrom } from "./environment.js";
import { checkLifecycle, checkProbe, type ProbeKind } from "./probe.js";
import { checkClaimReferences } from "./resource-claims.js";
import { checkResourceRequirements } from "./resource-requirements.js";
import { checkContainerSecurityContext } from "./security-context.js";
import type { Volume } from "./volume.js";
import { checkVolumeDevices, checkVolumeMounts } from "./volume-mount.js";

/** What the checks of a Pod's containers share. */
export interface ContainerContext {
  readonly causes: Causes;
  readonly spec: PodSpec;
  readonly volumes: ReadonlyMap<string, Volume>;
}

type Port = NonNullable<Container["ports"]>[number];

const protocols = ["SCTP", "TCP", "UDP"] as const;
const pullPolicies = ["Always", "IfNotPresent", "Never"] as const;
const messagePolicies = ["File", "FallbackToLogsOnError"] as const;
const probeKinds: readonly ProbeKind[] = ["livenessProbe", "readinessProbe", "startupProbe"];

/** Checks `spec.containers`. */
export function checkContainers(path: string, context: ContainerContext): void {
  const { causes, spec } = context;
  const containers = spec.containers ?? [];
  if (containers.length === 0) {
    causes.required(path);
    return;
  }
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const at = `${path}[${index}]`;
    checkContainer(container, at, context);
    const name = container.name ?? "";
    if (names.has(name)) causes.duplicate(`${at}.name`, name);
    names.add(name);
    checkHandlers(container, at, context);
    const restartPolicy = (container as { readonly restartPolicy?: string }).restartPolicy;
    if (restartPolicy !== undefined) causes.forbidden(`${at}.restartPolicy`, "may not be set for non-init containers");
  }
  checkHostPorts(containers, path, causes);
}

/** Checks `spec.initContainers`; those with restartPolicy Always may have probes. */
export function checkInitContainers(path: string, context: ContainerContext): void {
  const { causes, spec } = context;
  const names = new Set((spec.containers ?? []).map(({ name = "" }) => name));
  for (const [index, container] of (spec.initContainers ?? []).entries()) {
    const at = `${path}[${index}]`;
    checkContainer(container, at, context);
    const { restartPolicy } = container;
    if (restartPolicy !== undefined && restartPolicy !== "Always") {
      causes.notSupported(`${at}.restartPolicy`, restartPolicy, ["Always"]);
    }
    const name = container.name ?? "";
    if (names.has(name)) causes.duplicate(`${at}.name`, name);
    else if (name !== "") names.add(name);
    checkHostPorts([container], path, causes);
    if (restartPolicy === "Always") {
      checkHandlers(container, at, context);
      continue;
    }
    for (const field of ["lifecycle", ...probeKinds] as const) {
      if (container[field] === undefined) continue;
      causes.forbidden(`${at}.${field}`, "may not be set for init containers without restartPolicy=Always");
    }
  }
}

/** Checks what containers of all kinds share (upstream: validateContainerCommon). */
export function checkContainer(container: Container, path: string, { causes, spec, volumes }: ContainerContext): void {
  const name = container.name ?? "";
  if (name === "") causes.required(`${path}.name`);
  else causes.invalidEach(`${path}.name`, name, dns1123LabelFaults(name));
  if ((container.image ?? "") === "") causes.required(`${path}.image`);
  const messagePolicy = container.terminationMessagePolicy ?? "";
  if (messagePolicy === "") causes.required(`${path}.terminationMessagePolicy`);
  else if (!(messagePolicies as readonly string[]).includes(messagePolicy)) {
    causes.notSupported(`${path}.terminationMessagePolicy`, messagePolicy, messagePolicies);
  }
  checkContainerPorts(container.ports, `${path}.ports`, causes);
  checkEnvironment(container.env, `${path}.env`, causes);
  checkEnvironmentFrom(container.envFrom, `${path}.envFrom`, causes);
  checkVolumeMounts(container, `${path}.volumeMounts`, { causes, volumes });
  checkVolumeDevices(container, `${path}.volumeDevices`, { causes, volumes });
  checkPullPolicy(container.imagePullPolicy ?? "", `${path}.imagePullPolicy`, causes);
  checkResourceRequirements(container.resources, `${path}.resources`, causes);
  checkClaimReferences(container.resources?.claims, `${path}.resources.claims`, { causes, spec });
  checkResizePolicy(container.resizePolicy, `${path}.resizePolicy`, { causes, spec });
  const hostUsers = spec.hostUsers ?? true;
  checkContainerSecurityContext(container.securityContext, `${path}.securityContext`, { causes, hostUsers });
}

const resizable = ["cpu", "memory"] as const;
const resizePolicies = ["NotRequired", "RestartContainer"] as const;

function checkResizePolicy(
  policies: Container["resizePolicy"],
  path: string,
  { causes, spec }: Pick<ContainerContext, "causes" | "spec">,
): void {
  const seen = new Set<string>();
  for (const [index, { resourceName = "", restartPolicy = "" }] of (policies ?? []).entries()) {
    if (seen.has(resourceName)) causes.duplicate(`${path}[${index}]`, resourceName);
    seen.add(resourceName);
    if (resourceName === "") causes.required(path);
    else if (!(resizable as readonly string[]).includes(resourceName)) {
      causes.notSupported(path, resourceName, resizable);
    }
    if (restartPolicy === "") causes.required(path);
    else if (!(resizePolicies as readonly string[]).includes(restartPolicy)) {
      causes.notSupported(path, restartPolicy, resizePolicies);
    }
    if (spec.restartPolicy === "Never" && restartPolicy !== "NotRequired") {
      causes.invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'");
    }
  }
}

function checkHandlers(container: Container, path: string, { causes, spec }: ContainerContext): void {
  const gracePeriod = spec.terminationGracePeriodSeconds;
  checkLifecycle(container.lifecycle, `${path}.lifecycle`, { causes, gracePeriod });
  for (const kind of probeKinds) checkProbe(container, kind, { path, causes, gracePeriod });
}

function checkPullPolicy(policy: string, path: string, causes: Causes): void {
  if (policy === "") causes.required(path);
  else if (!(pullPolicies as readonly string[]).includes(policy)) causes.notSupported(path, policy, pullPolicies);
}

function checkContainerPorts(ports: readonly Port[] | undefined, path: string, causes: Causes): void {
  const names = new Set<string>();
  for (const [index, port] of (ports ?? []).entries()) {
    const at = `${path}[${index}]`;
    const { name = "", containerPort = 0, hostPort = 0, protocol = "" } = port;
    if (name !== "") {
      const faults = portNameFaults(name);
      causes.invalidEach(`${at}.name`, name, faults);
      if (faults.length === 0 && names.has(name)) causes.duplicate(`${at}.name`, name);
      else if (faults.length === 0) names.add(name);
    }
    if (containerPort === 0) causes.required(`${at}.containerPort`);
    else causes.inRange(`${at}.containerPort`, containerPort, [1, 65535]);
    if (hostPort !== 0) causes.inRange(`${at}.hostPort`, hostPort, [1, 65535]);
    if (protocol === "") causes.required(`${at}.protocol`);
    else if (!(protocols as readonly string[]).includes(protocol))
      causes.notSupported(`${at}.protocol`, protocol, protocols);
  }
}

function checkHostPorts(containers: readonly Container[], path: string, causes: Causes): void {
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [portIndex, port] of (container.ports ?? []).entries()) {
      if ((port.hostPort ?? 0) === 0) continue;
      const key = `${port.protocol ?? ""}/${port.hostIP ?? ""}/${port.hostPort}`;
      if (taken.has(key)) causes.duplicate(`${path}[${index}].ports[${portIndex}].hostPort`, key);
      taken.add(key);
    }
  }
}
