import type { KindDefinition } from "./kind-definition.js";

/** The value of a field as a field selector sees it: a string, `""` if absent. */
export type FieldReader = (object: object) => string;

/** The fields of a kind that field selectors may use. */
export interface SelectableFields {
  /** By the name of the field, such as `spec.nodeName`. */
  readonly readers: ReadonlyMap<string, FieldReader>;
  /** The error message for any other field. */
  unsupported(field: string): string;
}

interface Fields {
  readonly [name: string]: unknown;
}

function at(object: object, path: string): unknown {
  let value: unknown = object;
  for (const name of path.split(".")) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return undefined;
    value = (value as Fields)[name];
  }
  return value;
}

function text(path: string, absent = ""): FieldReader {
  return (object) => {
    const value = at(object, path);
    return value === undefined || value === null ? absent : String(value);
  };
}

function texts(...paths: readonly string[]): [string, FieldReader][] {
  return paths.map((path) => [path, text(path)]);
}

const regarding = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

const eventSource: FieldReader = (object) =>
  text("source.component")(object) ||
  text("deprecatedSource.component")(object) ||
  text("reportingComponent")(object) ||
  text("reportingController")(object);

const generic = (field: string): string =>
  `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
const plain = (field: string): string => `field label not supported: ${field}`;
const named = (kind: string) => (field: string) => `field label ${JSON.stringify(field)} not supported for "${kind}"`;

interface Offer {
  readonly fields: readonly (readonly [field: string, reader: FieldReader])[];
  readonly unsupported: (field: string) => string;
}

// Upstream: AddFieldLabelConversionFunc in pkg/apis/*/v1/conversion.go, and the kinds' ToSelectableFields.
const offers: Readonly<Record<string, Offer>> = {
  "/Pod": {
    fields: [
      ...texts("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName"),
      ["spec.host", text("spec.nodeName")],
      ["spec.hostNetwork", text("spec.hostNetwork", "false")],
      ...texts("status.phase", "status.podIP", "status.nominatedNodeName"),
      ["status.podIPs", text("status.podIP")],
    ],
    unsupported: plain,
  },
  "/Node": { fields: [["spec.unschedulable", text("spec.unschedulable", "false")]], unsupported: plain },
  "/ReplicationController": { fields: [["status.replicas", text("status.replicas", "0")]], unsupported: plain },
  "/Event": {
    fields: [
      ...texts(...regarding.map((name) => `involvedObject.${name}`)),
      ...texts("reason", "reportingComponent", "type"),
      ["source", eventSource],
    ],
    unsupported: plain,
  },
  "events.k8s.io/Event": {
    fields: [
      ...texts(...regarding.map((name) => `regarding.${name}`)),
      ...texts("reason", "reportingController", "type"),
    ],
    unsupported: plain,
  },
  "/Namespace": { fields: texts("status.phase"), unsupported: plain },
  "/Secret": { fields: texts("type"), unsupported: plain },
  "/Service": { fields: texts("spec.clusterIP", "spec.type"), unsupported: plain },
  "batch/Job": { fields: [["status.successful", text("status.succeeded", "0")]], unsupported: named("Job") },
  "batch/CronJob": { fields: [], unsupported: named("CronJob") },
};

const known = new WeakMap<KindDefinition, SelectableFields>();

/** The selectable fields of a kind: `metadata.name`, `metadata.namespace`, and those specific to the kind. */
export function selectableFields(kind: KindDefinition): SelectableFields {
  const earlier = known.get(kind);
  if (earlier !== undefined) return earlier;
  const offer = offers[`${kind.group}/${kind.kind}`];
  const readers = new Map<string, FieldReader>(texts("metadata.name"));
  if (kind.namespaced || offer === undefined) readers.set("metadata.namespace", text("metadata.namespace"));
  for (const [field, reader] of offer?.fields ?? []) readers.set(field, reader);
  for (const path of kind.selectableFields ?? []) readers.set(path, text(path));
  const custom = kind.schemaName === undefined;
  const fields = { readers, unsupported: offer?.unsupported ?? (custom ? plain : generic) };
  known.set(kind, fields);
  return fields;
}
