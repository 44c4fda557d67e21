import type { ObjectMeta, PodSpec } from "@engenho/core";
import { goQuote, ipWarnings } from "@engenho/machinery";
import { fractionalBytesWarning } from "../../shared/fractional-bytes.js";
import { deprecatedLabelText, nodeSelectorTermWarnings } from "../../shared/node-labels.js";
import { placedContainers } from "../spec/placed-containers.js";
import { containerWarnings, portWarnings } from "./container-warnings.js";
import { volumeWarnings } from "./volume-warnings.js";

/** A Pod, or a Pod template. */
export interface PodLike {
  readonly metadata?: Pick<ObjectMeta, "annotations"> | undefined;
  readonly spec?: PodSpec | undefined;
}

const deprecatedAnnotations: readonly (readonly [key: string, text: string])[] = [
  ["scheduler.alpha.kubernetes.io/critical-pod", 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ["security.alpha.kubernetes.io/sysctls", 'non-functional in v1.11+; use the "sysctls" field instead'],
  ["security.alpha.kubernetes.io/unsafe-sysctls", 'non-functional in v1.11+; use the "sysctls" field instead'],
];
const seccompAnnotation = "seccomp.security.alpha.kubernetes.io/pod";

/**
 * The warnings for a Pod or a template, with upstream's messages and order (warningsForPodSpecAndMeta). `path` is that of the
 * template, `""` for a Pod.
 */
export function podSpecAndMetaWarnings({ metadata, spec = { containers: [] } }: PodLike, path: string): string[] {
  const prefix = path === "" ? "" : `${path}.`;
  const specPath = `${prefix}spec`;
  const annotations = metadata?.annotations ?? {};
  const annotationsPath = `${prefix}metadata.annotations`;
  const containers = placedContainers(spec, specPath);
  const appArmor = spec.securityContext?.appArmorProfile;
  return [
    ...placementWarnings(spec, specPath),
    ...deprecatedAnnotations
      .filter(([key]) => Object.hasOwn(annotations, key))
      .map(([key, text]) => `${annotationsPath}[${key}]: ${text}`),
    ...volumeWarnings(spec.volumes ?? [], `${specPath}.volumes`),
    ...duplicateWarnings(spec, specPath),
    ...["memory", "ephemeral-storage"].flatMap((name) =>
      fractionalBytesWarning(spec.overhead, name, `${specPath}.overhead`),
    ),
    ...(spec.securityContext?.seccompProfile === undefined && Object.hasOwn(annotations, seccompAnnotation)
      ? [`${annotationsPath}[${seccompAnnotation}]: non-functional in v1.27+; use the "seccompProfile" field instead`]
      : []),
    ...containers.flatMap((placed) =>
      containerWarnings(placed, { annotations, annotationsPath, appArmor, isTemplate: path !== "" }),
    ),
    ...portWarnings(containers),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [
          `${specPath}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
        ]
      : []),
    ...affinityWarnings(spec, `${specPath}.affinity`),
    ...(spec.dnsConfig?.nameservers ?? []).flatMap((ip, index) =>
      ipWarnings(`${specPath}.dnsConfig.nameservers[${index}]`, ip),
    ),
    ...(spec.hostAliases ?? []).flatMap(({ ip = "" }, index) => ipWarnings(`${specPath}.hostAliases[${index}].ip`, ip)),
  ];
}

/** Scheduling: deprecated labels, selectors that select nothing. */
function placementWarnings(spec: PodSpec, path: string): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const text = deprecatedLabelText(key);
    if (text !== undefined) warnings.push(`${path}.nodeSelector[${key}]: ${text}`);
  }
  const affinity = spec.affinity?.nodeAffinity;
  const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const requiredPath = `${path}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  for (const [index, term] of required.entries()) {
    warnings.push(...nodeSelectorTermWarnings(term, `${requiredPath}[${index}]`, { checksValues: false }));
  }
  const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const preferredPath = `${path}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution`;
  for (const [index, { preference }] of preferred.entries()) {
    const at = `${preferredPath}[${index}].preference`;
    warnings.push(...nodeSelectorTermWarnings(preference, at, { checksValues: true }));
  }
  for (const [index, { topologyKey, labelSelector }] of (spec.topologySpreadConstraints ?? []).entries()) {
    const at = `${path}.topologySpreadConstraints[${index}]`;
    const text = deprecatedLabelText(topologyKey);
    if (text !== undefined) warnings.push(`${at}.topologyKey: ${topologyKey} is ${text}`);
    if (labelSelector === undefined) warnings.push(matchesNothing(at));
  }
  return warnings;
}

function duplicateWarnings(spec: PodSpec, path: string): string[] {
  const warnings: string[] = [];
  const addresses = new Set<string>();
  for (const [index, { ip = "" }] of (spec.hostAliases ?? []).entries()) {
    if (addresses.has(ip)) warnings.push(`${path}.hostAliases[${index}].ip: duplicate ip ${goQuote(ip)}`);
    addresses.add(ip);
  }
  const secrets = spec.imagePullSecrets ?? [];
  const names = new Set<string>();
  for (const [index, { name = "" }] of secrets.entries()) {
    if (names.has(name)) warnings.push(`${path}.imagePullSecrets[${index}].name: duplicate name ${goQuote(name)}`);
    names.add(name);
  }
  for (const [index, { name = "" }] of secrets.entries()) {
    if (name === "") warnings.push(`${path}.imagePullSecrets[${index}].name: invalid empty name ""`);
  }
  return warnings;
}

function affinityWarnings(spec: PodSpec, path: string): string[] {
  return (["podAffinity", "podAntiAffinity"] as const).flatMap((field) => {
    const affinity = spec.affinity?.[field];
    const required = "requiredDuringSchedulingIgnoredDuringExecution" as const;
    const preferred = "preferredDuringSchedulingIgnoredDuringExecution" as const;
    return [
      ...(affinity?.[required] ?? []).flatMap(({ labelSelector }, index) =>
        labelSelector === undefined ? [matchesNothing(`${path}.${field}.${required}[${index}]`)] : [],
      ),
      ...(affinity?.[preferred] ?? []).flatMap(({ podAffinityTerm }, index) =>
        podAffinityTerm?.labelSelector === undefined
          ? [matchesNothing(`${path}.${field}.${preferred}[${index}].podAffinityTerm`)]
          : [],
      ),
    ];
  });
}

function matchesNothing(path: string): string {
  return `${path}.labelSelector: a null labelSelector results in matching no pod`;
}
