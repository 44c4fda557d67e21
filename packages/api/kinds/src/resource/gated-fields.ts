import type { FieldPath } from "../gates/field-path.js";
import type { GatedPart } from "../gates/gated-fields.js";

/** The feature-gated fields of the spec of a claim, whose `devices` is at the path. */
export function gatedClaimFields(devices: FieldPath): GatedPart {
  return {
    at: devices,
    fields: [
      {
        gate: "DRAConsumableCapacity",
        paths: [
          "requests[].exactly.capacity",
          "requests[].firstAvailable[].capacity",
          "constraints[].distinctAttribute",
        ],
      },
    ],
  };
}
