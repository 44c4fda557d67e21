import type { Container, PodSpec } from "@engenho/core";
import { goQuote } from "@engenho/machinery";
import { fractionalBytesWarning } from "../../shared/fractional-bytes.js";
import { appArmorPrefix, appArmorProfileOf, isSameProfile } from "../app-armor.js";
import type { PlacedContainer } from "../spec/placed-containers.js";

type Port = NonNullable<Container["ports"]>[number];
type Annotations = Readonly<Record<string, string>>;

/** Warnings for a container on its own. */
export function containerWarnings(
  { container, path }: PlacedContainer,
  { annotations, annotationsPath, appArmor, isTemplate }: ContainerSurroundings,
): string[] {
  const warnings: string[] = [];
  const { name = "", securityContext, resources } = container;
  const seccomp = `container.seccomp.security.alpha.kubernetes.io/${name}`;
  if (securityContext?.seccompProfile === undefined && Object.hasOwn(annotations, seccomp)) {
    warnings.push(`${annotationsPath}[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`);
  }
  const profile = `${appArmorPrefix}${name}`;
  if (isTemplate && securityContext?.appArmorProfile === undefined && Object.hasOwn(annotations, profile)) {
    if (appArmor === undefined || !isSameProfile(appArmor, appArmorProfileOf(annotations[profile] ?? ""))) {
      warnings.push(`${annotationsPath}[${profile}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
    }
  }
  for (const resource of ["memory", "ephemeral-storage"]) {
    warnings.push(...fractionalBytesWarning(resources?.limits, resource, `${path}.resources.limits`));
    warnings.push(...fractionalBytesWarning(resources?.requests, resource, `${path}.resources.requests`));
  }
  return [...warnings, ...environmentWarnings(container, `${path}.env`)];
}

/** What the Pod specifies for all its containers. */
export interface ContainerSurroundings {
  readonly annotations: Annotations;
  readonly annotationsPath: string;
  /** Warnings about a Pod's own profiles are returned on create. */
  readonly isTemplate: boolean;
  /** The Pod's own AppArmor profile. */
  readonly appArmor: NonNullable<PodSpec["securityContext"]>["appArmorProfile"];
}

/** Variables that override one with the same name without referring to it. */
function environmentWarnings({ env = [] }: Container, path: string): string[] {
  const names = new Set<string>();
  const warnings: string[] = [];
  for (const [index, { name = "", value = "", valueFrom }] of env.entries()) {
    if (!names.has(name)) {
      names.add(name);
      continue;
    }
    const reference = `$(${name})`;
    if (valueFrom === undefined && value !== reference && value.includes(reference)) continue;
    const consequence = "which may be dropped when using apply";
    warnings.push(`${path}[${index}]: hides previous definition of ${goQuote(name)}, ${consequence}`);
  }
  return warnings;
}

/** Conflicting ports across all containers of a Pod, then conflicting port names. */
export function portWarnings(containers: readonly PlacedContainer[]): string[] {
  const placed = containers.flatMap(({ container, path }) =>
    (container.ports ?? []).map((port, index) => ({ port, path: `${path}.ports[${index}]` })),
  );
  const warnings: string[] = [];
  const known = new Map<string, PlacedPort[]>();
  for (const own of placed) {
    const { hostIP = "", hostPort = 0, containerPort, protocol } = own.port;
    if (hostIP !== "" && hostPort === 0) {
      warnings.push(`${own.path}: hostIP set without hostPort: ${goPort(own.port)}`);
    }
    const key = `${containerPort}/${protocol}`;
    const others = known.get(key) ?? [];
    for (const other of others) {
      const clash = clashOf(own.port, other.port);
      if (clash !== undefined) warnings.push(`${own.path}: ${clash} port definition with ${other.path}`);
    }
    known.set(key, [...others, own]);
  }
  return [...warnings, ...portNameWarnings(placed)];
}

interface PlacedPort {
  readonly port: Port;
  readonly path: string;
}

function clashOf(port: Port, other: Port): string | undefined {
  const [ip, otherIp] = [port.hostIP ?? "", other.hostIP ?? ""];
  const [host, otherHost] = [port.hostPort ?? 0, other.hostPort ?? 0];
  if (ip === otherIp && host === otherHost) return "duplicate";
  if (host === 0 || otherHost === 0) return "overlapping";
  return host === otherHost && (ip === "") !== (otherIp === "") ? "dangerously ambiguous" : undefined;
}

function portNameWarnings(placed: readonly PlacedPort[]): string[] {
  const names = new Map<string, string>();
  const warnings: string[] = [];
  for (const { port, path } of placed) {
    const { name = "" } = port;
    const other = names.get(name);
    if (name === "") continue;
    if (other === undefined) names.set(name, path);
    else {
      const consequence = `services and probes that select ports by name will use ${other}`;
      warnings.push(`${path}: duplicate port name ${goQuote(name)} with ${other}, ${consequence}`);
    }
  }
  return warnings;
}

/** A port as Go's `%+v` prints its struct. */
function goPort({ name = "", hostPort = 0, containerPort = 0, protocol = "", hostIP = "" }: Port): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}
