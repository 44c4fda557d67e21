import type { CSIDriver, StatusCause, Stored } from "@engenho/core";
import { Causes, deepEqual } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";
import type { GatedPart } from "../../gates/gated-fields.js";
import { sameFieldByMeaning } from "../../shared/equality.js";

type Spec = NonNullable<CSIDriver["spec"]>;

/** The fields whose changes increment the generation, which a new driver does not have. */
const generationFields = ["tokenRequests", "requiresRepublish", "seLinuxMount"] as const;
const policies = ["File", "None", "ReadWriteOnceWithFSType"] as const;
const lifecycleModes = ["Persistent", "Ephemeral"] as const;
/** A field with a message of its own: upstream's path has this spelling. */
const attachPath = "spec.attachedRequired";

const sameField = sameFieldByMeaning("io.k8s.api.storage.v1.CSIDriverSpec");

/** The feature-gated fields of a CSIDriver. */
export const csiDriverGatedFields: readonly GatedPart[] = [
  {
    at: "spec",
    fields: [{ gate: "MutableCSINodeAllocatableCount", paths: ["nodeAllocatableUpdatePeriodSeconds"] }],
  },
];

/** CSIDriver of storage.k8s.io/v1: whether volumes are attached, and their lifecycle, are immutable. */
export const csiDriverStrategy: Strategy = {
  allowUnconditionalUpdate: false,
  generation: {
    changes({ spec: next = {} }: CSIDriver, { spec: current = {} }: Stored<CSIDriver>): boolean {
      return generationFields.some((field) => !sameField(field, next[field], current[field]));
    },
  },
  validateCreate({ spec = {} }: CSIDriver): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(spec, causes);
    return causes.list;
  },
  validateUpdate({ spec: next = {} }: CSIDriver, { spec: current = {} }: Stored<CSIDriver>): readonly StatusCause[] {
    const causes = new Causes();
    checkSpec(next, causes);
    if (next.attachRequired !== current.attachRequired) {
      causes.invalid(attachPath, next.attachRequired, "field is immutable");
    }
    if (!deepEqual(next.volumeLifecycleModes, current.volumeLifecycleModes)) {
      causes.invalid("spec.volumeLifecycleModes", next.volumeLifecycleModes, "field is immutable");
    }
    return causes.list;
  },
};

/** Upstream: validateCSIDriverSpec. */
function checkSpec(spec: Spec, causes: Causes): void {
  const { fsGroupPolicy, volumeLifecycleModes = [] } = spec;
  if (spec.attachRequired === undefined) causes.required(attachPath);
  if (spec.podInfoOnMount === undefined) causes.required("spec.podInfoOnMount");
  if (spec.storageCapacity === undefined) causes.required("spec.storageCapacity");
  if (fsGroupPolicy !== undefined && !(policies as readonly string[]).includes(fsGroupPolicy)) {
    causes.notSupported("spec.fsGroupPolicy", fsGroupPolicy, policies);
  }
  checkTokenRequests(spec, causes);
  for (const mode of volumeLifecycleModes) {
    if ((lifecycleModes as readonly string[]).includes(mode)) continue;
    causes.notSupported("spec.volumeLifecycleModes", mode, lifecycleModes);
  }
  if (spec.seLinuxMount === undefined) causes.required("spec.seLinuxMount");
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  if (period !== undefined && period < 10) {
    const detail = "must be greater than or equal to 10 seconds";
    causes.invalid("spec.nodeAllocatableUpdatePeriodSeconds", period, detail);
  }
}

/** Upstream: validateTokenRequests. */
function checkTokenRequests({ tokenRequests = [] }: Spec, causes: Causes): void {
  const seen = new Set<string>();
  for (const [index, { audience = "", expirationSeconds }] of tokenRequests.entries()) {
    const at = `spec.tokenRequests[${index}]`;
    if (seen.has(audience)) {
      causes.duplicate(`${at}.audience`, audience);
      continue;
    }
    seen.add(audience);
    if (expirationSeconds === undefined) continue;
    if (expirationSeconds < 600) {
      causes.invalid(`${at}.expirationSeconds`, expirationSeconds, "may not specify a duration less than 10 minutes");
    }
    if (expirationSeconds > 2 ** 32) {
      const detail = "may not specify a duration larger than 2^32 seconds";
      causes.invalid(`${at}.expirationSeconds`, expirationSeconds, detail);
    }
  }
}
