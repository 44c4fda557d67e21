import type { GrowthRequest } from "./measured-server.js";

/** A dimension of a request that a client can grow. */
export interface GrowthCase {
  readonly title: string;
  /** The smaller size; the other one is ten times that. */
  readonly size: number;
  /** Requests to be sent first, once for each size. */
  readonly before?: (size: number) => readonly GrowthRequest[];
  readonly request: (size: number) => GrowthRequest;
}

/** The path of ConfigMaps. */
export const maps = "/api/v1/namespaces/default/configmaps";
/** The path of Pods. */
export const pods = "/api/v1/namespaces/default/pods";
/** The path of CustomResourceDefinitions. */
export const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** The path of the objects of {@link thingDefinition}. */
export const things = "/apis/growth.example/v1/namespaces/default/things";

/** The results of `make` for each index below `count`. */
export const times = <Made>(count: number, make: (index: number) => Made): Made[] =>
  Array.from({ length: count }, (_, index) => make(index));
/** `count` keys with these values. */
export const record = <Value>(count: number, value: (index: number) => Value, key = "k"): Record<string, Value> =>
  Object.fromEntries(times(count, (index) => [`${key}${index}`, value(index)] as const));
/** A create as a dry run. */
export const post = (path: string, body: unknown, type?: string): GrowthRequest => ({
  method: "POST",
  path: `${path}?dryRun=All`,
  body: typeof body === "string" ? body : JSON.stringify(body),
  ...(type === undefined ? {} : { type }),
});
/** A create. */
export const create = (path: string, body: unknown): GrowthRequest => ({
  method: "POST",
  path,
  body: JSON.stringify(body),
});
/** A patch as a dry run. */
export const patch = (kind: string, path: string, body: unknown): GrowthRequest => ({
  method: "PATCH",
  path: `${path}${path.includes("?") ? "&" : "?"}dryRun=All`,
  type: `application/${kind}`,
  body: typeof body === "string" ? body : JSON.stringify(body),
});
/** An apply as a dry run. */
export const apply = (path: string, body: unknown, manager = "m") =>
  patch("apply-patch+yaml", `${path}?fieldManager=${manager}&force=true`, body);
/** A ConfigMap. */
export const map = (size: number, fields: object = {}, meta: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: `m${size}`, ...meta },
  ...fields,
});
/** A Pod. */
export const pod = (size: number, spec: object = {}, meta: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: `p${size}`, ...meta },
  spec: { containers: [{ name: "c", image: "i" }], ...spec },
});
/** An owner reference. */
export const owner = (index: number) => ({ apiVersion: "v1", kind: "ConfigMap", name: `o${index}`, uid: `u${index}` });

/** A kind whose `spec` has this schema. */
export const crd = (properties: object, plural = "others") => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.growth.example` },
  spec: {
    group: "growth.example",
    scope: "Namespaced",
    names: {
      plural,
      singular: plural.slice(0, -1),
      kind: plural === "things" ? "Thing" : "Other",
      listKind: plural === "things" ? "ThingList" : "OtherList",
    },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } } },
      },
    ],
  },
});
/** The schema of the kind that the cases of custom objects use. */
export const thingDefinition = create(
  crds,
  crd(
    {
      set: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
      objects: {
        type: "array",
        "x-kubernetes-list-type": "set",
        items: { type: "object", "x-kubernetes-map-type": "atomic", properties: { a: { type: "string" } } },
      },
      map: {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["a", "b"],
        items: { type: "object", required: ["a", "b"], properties: { a: { type: "string" }, b: { type: "integer" } } },
      },
      unique: { type: "array", items: { type: "string" } },
      pattern: { type: "string", pattern: "^(a+)+$" },
      patterns: { type: "array", items: { type: "string", pattern: "^(a|aa)+b?$" } },
      choice: { type: "array", items: { type: "string", enum: times(500, (index) => `e${index}`) } },
      free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      format: { type: "array", items: { type: "string", format: "date-time" } },
    },
    "things",
  ),
);
/** An object of {@link thingDefinition}. */
export const thing = (size: number, spec: object) => ({
  apiVersion: "growth.example/v1",
  kind: "Thing",
  metadata: { name: `t${size}` },
  spec,
});
/** A text within this many brackets. */
export const nested = (size: number, open: string, close: string, inner = "1") =>
  open.repeat(size) + inner + close.repeat(size);
