import type { KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { equalityOf } from "../semantic-equality.js";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { goDiff } from "../validation/go-diff/go-diff.js";
import { goStructValue } from "../validation/go-diff/go-struct-value.js";
import { dns1123SubdomainFaults } from "../validation/names.js";
import { formatQuantity, parseQuantity } from "../validation/quantity.js";
import { checkAccessModes } from "./access-modes.js";
import { statusSubresource } from "./status-subresource.js";
import type { PersistentVolume } from "./upstream-kinds.js";

type VolumeSpec = NonNullable<PersistentVolume["spec"]>;

const protection = "kubernetes.io/pv-protection";
const reclaimPolicies = ["Delete", "Recycle", "Retain"] as const;
/** What a spec holds besides the source of the volume. */
const common = new Set([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
]);
const { prepareForCreate, prepareForUpdate, prepareForStatusUpdate } = statusSubresource({ phase: "Pending" });

const sameSpec = equalityOf("io.k8s.api.core.v1.PersistentVolumeSpec");

/** PersistentVolume: its source never changes. */
export const persistentVolumeStrategy: Strategy = {
  prepareForUpdate,
  prepareForStatusUpdate,
  /** The admission plugin StorageObjectInUseProtection, which is on by default, adds the finalizer. */
  prepareForCreate(volume: KubernetesObject, context): KubernetesObject {
    const prepared = prepareForCreate(volume, context);
    const finalizers = prepared.metadata.finalizers ?? [];
    if (finalizers.includes(protection)) return prepared;
    return { ...prepared, metadata: { ...prepared.metadata, finalizers: [...finalizers, protection] } };
  },
  validateCreate: (volume: PersistentVolume) => validate(volume),
  validateUpdate(next: PersistentVolume, current: Stored<PersistentVolume>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validate(next));
    if (!sameSpec(sourceOf(next.spec ?? {}), sourceOf(current.spec ?? {}))) {
      const source = (spec: VolumeSpec | undefined) => goStructValue("PersistentVolumeSource", spec);
      const shown = goDiff(source(current.spec), source(next.spec));
      causes.forbidden(
        "spec.persistentvolumesource",
        `spec.persistentvolumesource is immutable after creation\n${shown}`,
      );
    }
    if (next.spec?.volumeMode !== current.spec?.volumeMode) {
      causes.invalid("volumeMode", next.spec?.volumeMode, "field is immutable");
    }
    return causes.list;
  },
};

function sourceOf(spec: VolumeSpec): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(spec).filter(([field, value]) => !common.has(field) && value !== undefined));
}

function validate({ spec = {} }: PersistentVolume): readonly StatusCause[] {
  const causes = new Causes();
  if ((spec.accessModes ?? []).length === 0) causes.required("spec.accessModes");
  checkAccessModes(spec.accessModes, "spec.accessModes", causes);
  checkCapacity(spec, causes);
  const policy = spec.persistentVolumeReclaimPolicy ?? "";
  if (policy !== "" && !(reclaimPolicies as readonly string[]).includes(policy)) {
    causes.notSupported("spec.persistentVolumeReclaimPolicy", policy, reclaimPolicies);
  }
  const sources = Object.keys(sourceOf(spec));
  for (const source of sources.slice(1)) causes.forbidden(`spec.${source}`, "may not specify more than 1 volume type");
  if (sources.length === 0) causes.required("spec", "must specify a volume type");
  if (spec.local !== undefined && spec.nodeAffinity === undefined) {
    causes.required("spec.nodeAffinity", "Local volume requires node affinity");
  }
  if (spec.hostPath !== undefined && (spec.hostPath.path ?? "") === "") causes.required("spec.hostPath.path");
  const className = spec.storageClassName ?? "";
  if (className !== "") causes.invalidEach("spec.storageClassName", className, dns1123SubdomainFaults(className));
  const mode = spec.volumeMode;
  if (mode !== undefined && mode !== "Block" && mode !== "Filesystem") {
    causes.notSupported("spec.volumeMode", mode, ["Block", "Filesystem"]);
  }
  return causes.list;
}

function checkCapacity({ capacity = {} }: VolumeSpec, causes: Causes): void {
  const names = Object.keys(capacity);
  if (names.length === 0) causes.required("spec.capacity");
  if (!names.includes("storage") || names.length > 1) {
    causes.notSupported("spec.capacity", names.length === 0 ? null : capacity, ["storage"]);
  }
  for (const [name, text] of Object.entries(capacity)) {
    const quantity = parseQuantity(text);
    if (quantity.nanos <= 0n) {
      causes.invalid(`spec.capacity[${name}]`, formatQuantity(quantity), "must be greater than zero");
    }
  }
}
