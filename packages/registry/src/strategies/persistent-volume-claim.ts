import type { KubernetesObject, StatusCause, Stored } from "@engenho/core";
import { equalityOf } from "../semantic-equality.js";
import type { Strategy } from "../strategy.js";
import { Causes } from "../validation/causes.js";
import { checkLabelSelector } from "../validation/labels.js";
import { dns1123SubdomainFaults } from "../validation/names.js";
import { compareQuantities, formatQuantity, parseQuantity } from "../validation/quantity.js";
import { checkAccessModes } from "./access-modes.js";
import { statusSubresource } from "./status-subresource.js";
import type { PersistentVolumeClaim } from "./upstream-kinds.js";

type ClaimSpec = NonNullable<PersistentVolumeClaim["spec"]>;

const protection = "kubernetes.io/pvc-protection";
const { prepareForCreate, prepareForUpdate, prepareForStatusUpdate } = statusSubresource({ phase: "Pending" });

const sameSpec = equalityOf("io.k8s.api.core.v1.PersistentVolumeClaim", "spec");

/** PersistentVolumeClaim: its spec is immutable but for the size of a bound claim. */
export const persistentVolumeClaimStrategy: Strategy = {
  prepareForUpdate,
  prepareForStatusUpdate,
  /** The admission plugin StorageObjectInUseProtection, which is on by default, adds the finalizer. */
  prepareForCreate(claim: KubernetesObject, context): KubernetesObject {
    const prepared = prepareForCreate(claim, context);
    const finalizers = prepared.metadata.finalizers ?? [];
    if (finalizers.includes(protection)) return prepared;
    return { ...prepared, metadata: { ...prepared.metadata, finalizers: [...finalizers, protection] } };
  },
  validateCreate: (claim: PersistentVolumeClaim) => validate(claim),
  validateUpdate(next: PersistentVolumeClaim, current: Stored<PersistentVolumeClaim>): readonly StatusCause[] {
    const causes = new Causes();
    causes.add(validate(next));
    const bound = current.status?.phase === "Bound";
    if (!sameSpec(restored(next.spec, current.spec, bound), current.spec)) {
      const detail =
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n";
      causes.forbidden("spec", detail);
    }
    const size = (claim: PersistentVolumeClaim) => parseQuantity(claim.spec?.resources?.requests?.storage ?? "0");
    const capacity = parseQuantity(current.status?.capacity?.storage ?? "0");
    if (compareQuantities(size(next), size(current)) < 0 && compareQuantities(size(next), capacity) <= 0) {
      causes.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
    }
    return causes.list;
  },
};

/** The new spec with what may change set back. */
function restored(next: ClaimSpec | undefined, current: ClaimSpec | undefined, bound: boolean): unknown {
  const volumeName = (current?.volumeName ?? "") === "" ? {} : { volumeName: next?.volumeName };
  const before = { volumeName: current?.volumeName };
  const open = (current?.volumeName ?? "") === "" ? before : volumeName;
  if (!bound) return { ...next, ...open };
  const requests = { ...next?.resources?.requests, storage: current?.resources?.requests?.storage };
  return {
    ...next,
    ...open,
    resources: { ...next?.resources, requests },
    volumeAttributesClassName: current?.volumeAttributesClassName,
  };
}

function validate({ spec = {} }: PersistentVolumeClaim): readonly StatusCause[] {
  const causes = new Causes();
  if ((spec.accessModes ?? []).length === 0) causes.required("spec.accessModes", "at least 1 access mode is required");
  checkLabelSelector(spec.selector, "spec.selector", causes);
  checkAccessModes(spec.accessModes, causes);
  const storage = spec.resources?.requests?.storage;
  const path = "spec.resources[storage]";
  if (storage === undefined) causes.required(path);
  else {
    const quantity = parseQuantity(storage);
    if (quantity.nanos <= 0n) causes.invalid(path, formatQuantity(quantity), "must be greater than zero");
  }
  const className = spec.storageClassName ?? "";
  if (className !== "") causes.invalidEach("spec.storageClassName", className, dns1123SubdomainFaults(className));
  const mode = spec.volumeMode;
  if (mode !== undefined && mode !== "Block" && mode !== "Filesystem") {
    causes.notSupported("spec.volumeMode", mode, ["Block", "Filesystem"]);
  }
  return causes.list;
}
