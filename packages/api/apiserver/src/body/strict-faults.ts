import type { FieldValidation } from "@engenho/core";

/** The duplicate fields found in a document itself. */
export type DocumentFaults =
  /** There are none, or they were not checked. */
  | { readonly type: "none" }
  | {
      readonly type: "json";
      /** The paths of the duplicate fields, such as `spec.replicas`. */
      readonly duplicates: readonly string[];
      /** The same together with the paths of unknown fields, in the order of the text. */
      ordered(unknown: ReadonlySet<string>): readonly string[];
    }
  /** `line 3: key "a" already set in map` for each. */
  | { readonly type: "yaml"; readonly lines: readonly string[] };

/** The report of a document's strict decoding errors. */
export interface FaultReport {
  /** The kind has a Go type: unknown fields are reported in document order; otherwise after the whole document. */
  readonly typed: boolean;
  readonly fieldValidation: FieldValidation;
}

/**
 * The strict decoding errors of a document with fields that its kind does not have: for JSON in document order
 * (sigs.k8s.io/json), for YAML the duplicate keys first and the others sorted by key. Under `Strict` YAML's are one error with
 * several lines.
 */
export function strictFaults(
  document: DocumentFaults,
  { typed, fieldValidation }: FaultReport,
): (unknownFields: readonly string[]) => readonly string[] {
  return (unknownFields) => {
    const unknown = unknownFields.map(unknownField);
    switch (document.type) {
      case "none":
        return unknown;
      case "yaml":
        return [
          ...(fieldValidation === "Strict" ? yamlError(document.lines) : document.lines),
          ...(typed ? unknownFields.toSorted(byPath).map(unknownField) : unknown),
        ];
      case "json": {
        if (document.duplicates.length === 0) return unknown;
        if (!typed || unknown.length === 0) return [...document.duplicates.map(duplicateField), ...unknown];
        const paths = new Set(unknownFields);
        return document.ordered(paths).map((path) => (paths.has(path) ? unknownField(path) : duplicateField(path)));
      }
    }
  };
}

/** The error of go-yaml that consists of these lines; none when there are none. */
export function yamlError(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`yaml: unmarshal errors:\n  ${lines.join("\n  ")}`];
}

/** `duplicate field "spec.replicas"`. */
export function duplicateField(path: string): string {
  return `duplicate field ${JSON.stringify(path)}`;
}

/** `unknown field "spec.foo"`. */
export function unknownField(path: string): string {
  return `unknown field ${JSON.stringify(path)}`;
}

function byPath(left: string, right: string): number {
  const [ours, theirs] = [left.split(/[.[\]]+/), right.split(/[.[\]]+/)];
  for (const [index, segment] of ours.entries()) {
    const other = theirs[index];
    if (segment === other) continue;
    if (other === undefined) return 1;
    if (/^\d+$/.test(segment) && /^\d+$/.test(other)) return Number(segment) - Number(other);
    return segment < other ? -1 : 1;
  }
  return ours.length - theirs.length;
}
