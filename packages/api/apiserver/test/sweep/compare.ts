import type { Fields } from "./kind-client.js";

/**
 * Paths at which `got` does not have what `sent` has; additional fields and list items are allowed. A zero value may be
 * omitted.
 */
export function lost(sent: unknown, got: unknown, path = ""): readonly string[] {
  // The types of volumeClaimTemplates have no fields in protobuf; upstream fills them in.
  if (got === undefined && /volumeClaimTemplates\[\d+\]\.(?:apiVersion|kind)$/.test(path)) return [];
  if (Array.isArray(sent)) {
    if (sent.length === 0 && got === undefined) return [];
    if (!Array.isArray(got) || got.length < sent.length)
      return [`${path}: ${JSON.stringify(sent)} became ${JSON.stringify(got)}`];
    return sent.flatMap((item, index) => lost(item, got[index], `${path}[${index}]`));
  }
  if (typeof sent !== "object" || sent === null) {
    const leftOut = got === undefined && (sent === null || sent === "" || sent === 0 || sent === false);
    return leftOut || Object.is(sent, got) ? [] : [`${path}: ${JSON.stringify(sent)} became ${JSON.stringify(got)}`];
  }
  const there = (typeof got === "object" && got !== null ? got : {}) as Fields;
  if (Object.keys(sent).length === 0 && typeof got !== "object") return [`${path}: {} became ${JSON.stringify(got)}`];
  return Object.entries(sent).flatMap(([key, value]) =>
    lost(value, Object.hasOwn(there, key) ? there[key] : undefined, path === "" ? key : `${path}.${key}`),
  );
}

const ownOf = new Set([
  "batch.kubernetes.io/controller-uid",
  "clusterIP",
  "clusterIPs",
  "controller-uid",
  "creationTimestamp",
  "healthCheckNodePort",
  "lastTransitionTime",
  "nodePort",
  "resourceVersion",
  "time",
  "uid",
]);

/** An object without what differs between two objects of the same content: identity, creation time, allocated values. */
export function content(object: Fields): Fields {
  const text = JSON.stringify(object, (key, value: unknown) => (ownOf.has(key) ? undefined : value));
  return JSON.parse(text.replaceAll(/sweep-(?:json|yaml|protobuf)|192\.168\.\d+\.\d+/g, "NAME")) as Fields;
}

/** `metadata.resourceVersion`: the same after a write that changed nothing. */
export function versionOf(object: Fields): unknown {
  return (object.metadata as Fields).resourceVersion;
}

/** Each top-level field, and each field of metadata, that clients may write. */
export function writableParts(object: Fields): readonly (readonly [pointer: string, value: unknown])[] {
  const { metadata, status: _status, apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  const own = Object.entries(rest).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([inner, part]) => [`/${key}/${escaped(inner)}`, part] as const)
      : [[`/${key}`, value] as const],
  );
  const { labels, annotations, finalizers, ownerReferences } = metadata as Fields;
  const meta = Object.entries({ labels, annotations, finalizers, ownerReferences }).filter(
    ([, value]) => value !== undefined,
  );
  return [...own, ...meta.map(([key, value]) => [`/metadata/${key}`, value] as const)];
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
