import {
  compareQuantities,
  type coreV1,
  type ExactQuantity,
  integerQuantity,
  type KubernetesObject,
  parseQuantity,
  type ResourceTotals,
  scaledValue,
} from "@engenho/core";
import { acceptsScope, type QuotaEvaluator, type ScopeRequirement } from "./evaluator.js";
import { one } from "./object-count.js";

const byClass = ".storageclass.storage.k8s.io/";
const resources = ["persistentvolumeclaims", "requests.storage"] as const;

/** PersistentVolumeClaims and their storage, in total and by class (upstream: persistent_volume_claims.go). */
export const claims: QuotaEvaluator = {
  handles({ subresource, object, oldObject }) {
    if (subresource === "") return true;
    return subresource === "status" && oldObject !== undefined && claimNeedsCounting(oldObject, object);
  },
  uses: (name) =>
    name === "count/persistentvolumeclaims" ||
    resources.some((resource) => name === resource || name.endsWith(byClass + resource)),
  isInScope: (requirement, object) =>
    requirement.scopeName === "VolumeAttributesClass" && acceptsClasses(requirement, attributesClassesOf(object)),
  missing: () => undefined,
  usage: usageOf,
};

/** Whether what a claim uses, or its scope, may have changed with its status (RequiresQuotaReplenish). */
export function claimNeedsCounting(before: KubernetesObject, after: KubernetesObject): boolean {
  const [old, next] = [before, after].map(
    (object) => (object as coreV1.PersistentVolumeClaim).status?.allocatedResources,
  );
  if (old?.storage !== next?.storage) return true;
  const classes = attributesClassesOf(after);
  const known = attributesClassesOf(before);
  return known.size !== classes.size || [...classes].some((name) => !known.has(name));
}

function acceptsClasses(requirement: ScopeRequirement, classes: ReadonlySet<string>): boolean {
  if (requirement.operator === "Exists") return classes.size > 0;
  if (classes.size === 0) return acceptsScope(requirement, undefined);
  return [...classes].some((name) => acceptsScope(requirement, name));
}

function attributesClassesOf(object: KubernetesObject): ReadonlySet<string> {
  const { spec, status } = object as coreV1.PersistentVolumeClaim;
  const names = [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ];
  return new Set(names.filter((name): name is string => (name ?? "") !== ""));
}

function usageOf(object: KubernetesObject): ResourceTotals {
  const usage = new Map<string, ExactQuantity>([
    ["persistentvolumeclaims", one],
    ["count/persistentvolumeclaims", one],
  ]);
  const { spec, metadata } = object as coreV1.PersistentVolumeClaim;
  // The annotation takes precedence over the field (GetPersistentVolumeClaimClass).
  const className = metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec?.storageClassName ?? "";
  if (className !== "") usage.set(`${className}${byClass}persistentvolumeclaims`, one);
  const storage = storageOf(object as coreV1.PersistentVolumeClaim);
  if (storage === undefined) return usage;
  usage.set("requests.storage", storage);
  if (className !== "") usage.set(`${className}${byClass}requests.storage`, storage);
  return usage;
}

/** The larger of the requested and the allocated storage, in whole bytes. */
function storageOf({ spec, status }: coreV1.PersistentVolumeClaim): ExactQuantity | undefined {
  const requested = spec?.resources?.requests?.storage;
  if (requested === undefined) return undefined;
  const wanted = inWholeBytes(parseQuantity(requested));
  const allocated = status?.allocatedResources?.storage;
  if (allocated === undefined) return wanted;
  const given = parseQuantity(allocated);
  return compareQuantities(given, wanted) > 0 ? inWholeBytes(given) : wanted;
}

function inWholeBytes(quantity: ExactQuantity): ExactQuantity {
  const { unscaled, scale, format } = quantity;
  if (scale >= 0 || unscaled % 10n ** BigInt(-scale) === 0n) return quantity;
  return { ...integerQuantity(scaledValue(quantity, 0)), format };
}
