import type { FieldPath } from "./field-path.js";

/**
 * Fields behind a feature gate that is disabled by default in Kubernetes 1.34. A write drops them unless the stored object
 * already uses one of them (upstream: dropDisabledFields of each kind).
 */
export interface GatedFields {
  /** Upstream's name of the gate (pkg/features/kube_features.go). */
  readonly gate: string;
  /** The paths of the fields. */
  readonly paths: readonly FieldPath[];
  /** The paths that count as use by the stored object. Default: `paths`. */
  readonly usedAt?: readonly FieldPath[];
  /** Removes the fields from their enclosing object. Default: removes the field at each path. */
  readonly drop?: (holder: never) => unknown;
}

/** The gated fields of a kind below `at`. */
export interface GatedPart {
  /** The object that the paths of `fields` start from; `""` for the whole object. */
  readonly at: FieldPath;
  /** Those of all gates that are disabled by default. */
  readonly fields: readonly GatedFields[];
}

/** The parts without the fields whose gates are enabled; a part without fields is left out. */
export function disabledParts(parts: readonly GatedPart[], enabled: ReadonlySet<string>): readonly GatedPart[] {
  if (enabled.size === 0) return parts;
  return parts
    .map(({ at, fields }) => ({ at, fields: fields.filter(({ gate }) => !enabled.has(gate)) }))
    .filter(({ fields }) => fields.length > 0);
}
