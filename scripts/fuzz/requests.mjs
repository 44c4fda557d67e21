import { readAnnotation } from "./annotations.mjs";
import { filled } from "./filled.mjs";
import { anyValue, mangled, mutated } from "./mutate.mjs";
import {
  accepts,
  methods,
  names,
  namespaces,
  otherPaths,
  patchTypes,
  queries,
  readQueries,
  types,
} from "./parameters.mjs";
import { anySubresources, subresourceBodies } from "./samples.mjs";
import { mutatedMessage } from "./wire.mjs";
import { yamlText } from "./yaml-text.mjs";

const objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/**
 * The next request of a random source: method, path, headers and body.
 *
 * @param {{ resources: object[], definitions: object, messages: Map<string, Buffer>, live: object[] }} world what the server serves
 *   (`catalogueOf`), protobuf messages by the group version and kind of their objects, and the targets of the last creations.
 */
export function nextRequest(random, world) {
  if (random.chance(0.03))
    return {
      method: random.pick(methods),
      path: random.pick(otherPaths),
      headers: headersOf(random, undefined),
      body: undefined,
    };
  const method = random.pick(methods);
  const known = method !== "POST" && world.live.length > 0 && random.chance(0.6) ? random.pick(world.live) : undefined;
  const { resource, name, namespace } = known ?? freshTarget(random, world);
  const { groupVersion, plural, namespaced, kind } = resource;
  const named = method === "POST" ? random.chance(0.2) : random.chance(0.9);
  const subresource =
    named && random.chance(method === "POST" ? 0.9 : 0.25) ? subresourceOf(random, resource) : undefined;
  const root = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
  const where = namespaced && random.chance(0.97) ? `/namespaces/${namespace}` : "";
  const parts = [plural, ...(named ? [name] : []), ...(subresource === undefined ? [] : [subresource])];
  const metadata = { name, ...(namespaced ? { namespace } : {}), labels: { app: "web" }, annotations: { a: "b" } };
  if (random.chance(kind === "HorizontalPodAutoscaler" ? 0.5 : 0.1))
    Object.assign(metadata.annotations, readAnnotation(random));
  if (random.chance(0.05)) Object.assign(metadata, filled(random, world.definitions, objectMeta, 0.3), { name });
  const object = Object.hasOwn(subresourceBodies, subresource ?? "")
    ? { metadata, ...subresourceBodies[subresource] }
    : { apiVersion: groupVersion, kind, metadata, ...contentOf(random, resource, { world, subresource }) };
  const query = queryOf(random, method);
  const path = `${root}${where}/${parts.map(encodePart).join("/")}${query === "" ? "" : `?${query}`}`;
  const type =
    method === "PATCH"
      ? random.pick(random.chance(0.9) ? patchTypes : types)
      : random.pick(random.chance(0.95) ? types.slice(0, 3) : types);
  const body =
    method === "GET" || method === "HEAD" || method === "OPTIONS"
      ? undefined
      : bodyOf(random, { method, type, object, messages: world.messages });
  const target = method === "POST" && !named ? { resource, name, namespace } : undefined;
  return { method, path, headers: headersOf(random, body === undefined ? undefined : type), body, target };
}

function freshTarget(random, { resources }) {
  const resource = random.pick(resources);
  return { resource, name: nameOf(random, resource.kind), namespace: random.pick(namespaces) };
}

/** Mostly one of two names, so that requests meet. */
function nameOf(random, kind) {
  if (!random.chance(0.85)) return random.pick(names);
  switch (kind) {
    case "CustomResourceDefinition":
      return "things.fuzz.example";
    case "APIService":
      return "v1.remote.example";
    case "IPAddress":
      return random.pick(["10.9.0.5", "10.9.0.6"]);
    default:
      return random.pick(names.slice(0, 2));
  }
}

function subresourceOf(random, { subresources }) {
  return random.pick(subresources.length > 0 && random.chance(0.85) ? subresources : anySubresources);
}

/** What an object contains besides its metadata: its sample, or fields of its definition, or both. */
function contentOf(random, { content, definition }, { world, subresource }) {
  if (definition === undefined || random.chance(subresource === undefined ? 0.7 : 0.4)) return content;
  const {
    metadata: _,
    apiVersion: _version,
    kind: _kind,
    ...fields
  } = filled(random, world.definitions, definition, random.pick([0.1, 0.3, 0.6]));
  return random.chance(0.5) ? merged(content, fields) : fields;
}

/** The fields of both; where both have a value, that of the first. */
function merged(first, second) {
  const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isPlain(first) || !isPlain(second)) return first;
  const result = { ...second, ...first };
  for (const key of Object.keys(first)) if (Object.hasOwn(second, key)) result[key] = merged(first[key], second[key]);
  return result;
}

function queryOf(random, method) {
  const isRead = method === "GET" || method === "HEAD";
  const count = random.pick(isRead ? [0, 1, 1, 2, 2, 3] : [0, 0, 0, 0, 0, 1, 1, 2]);
  const pick = () => random.pick(isRead && random.chance(0.5) ? readQueries : queries);
  return Array.from({ length: count }, pick).join("&");
}

function encodePart(part) {
  return part.includes("%") ? part : encodeURIComponent(part);
}

function headersOf(random, type) {
  return {
    ...(random.chance(0.9) ? {} : { accept: random.pick(accepts) }),
    ...(random.chance(0.9) ? {} : { "user-agent": random.pick(["", "kubectl/v1.34", "x".repeat(500), "__proto__/1"]) }),
    ...(type === undefined || type === "" ? {} : { "content-type": type }),
  };
}

function bodyOf(random, { method, type, object, messages }) {
  if (method === "DELETE") {
    if (random.chance(0.6)) return undefined;
    if (type === "application/vnd.kubernetes.protobuf")
      return mutatedMessage(random, messages.get(random.pick(["v1 DeleteOptions", "v1 ConfigMap"])));
    const options = mutated(random, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      gracePeriodSeconds: random.pick([0, 1, 8640000000000, 9007199254740991, -1]),
      propagationPolicy: random.pick(["Orphan", "Background", "Foreground"]),
      preconditions: { uid: "u" },
    });
    return textOf(random, type, options);
  }
  const message = messages.get(`${object.apiVersion} ${object.kind}`);
  // What has no protobuf representation, such as custom resources, is sent in another encoding that claims to be protobuf.
  if (type === "application/vnd.kubernetes.protobuf" && message !== undefined && random.chance(0.95))
    return mutatedMessage(random, message);
  if (random.chance(0.02)) return random.pick(["", "null", "[]", "1", '"x"', "{}", "k8s\0\n\n\n", "---\n", "&a [*a]"]);
  const document =
    type === "application/json-patch+json"
      ? operations(random, object)
      : method === "PATCH" && random.chance(0.7)
        ? partOf(random, object)
        : mutated(random, object);
  const text = textOf(random, type, document);
  return random.chance(0.06) ? mangled(random, text) : text;
}

/** A document in the encoding of its type; occasionally YAML is sent as JSON, which is valid YAML. */
function textOf(random, type, document) {
  return type.endsWith("yaml") && random.chance(0.8)
    ? yamlText(random, document ?? null)
    : (JSON.stringify(document) ?? "null");
}

/** A patch of some fields of an object, with its identity where an apply needs it. */
function partOf(random, object) {
  const part = mutated(random, random.chance(0.2) ? withDirectives(random, object) : object);
  for (const key of Object.keys(part))
    if (key !== "apiVersion" && key !== "kind" && random.chance(0.3)) delete part[key];
  return part;
}

/** The object with directives of strategic merge patches. */
function withDirectives(random, object) {
  const copy = structuredClone(object);
  const visit = (value) => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      if (random.chance(0.3)) value.push({ $patch: random.pick(["delete", "replace", "merge", "nope", 1]), name: "c" });
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        visit(item);
        if (random.chance(0.1)) value[`$setElementOrder/${key}`] = random.pick([[], ["x"], [{ name: "c" }], null, {}]);
        if (random.chance(0.1)) value[`$deleteFromPrimitiveList/${key}`] = random.pick([[], ["x"], [1], {}, null]);
        if (random.chance(0.1)) value[key] = null;
      }
      if (random.chance(0.1)) value.$retainKeys = random.pick([[], Object.keys(value), ["nope"], null, 1]);
      if (random.chance(0.1)) value.$patch = random.pick(["delete", "replace", "merge", "nope"]);
    }
  };
  visit(copy);
  return copy;
}

function operations(random, object) {
  const paths = [
    "",
    "/metadata/labels",
    "/metadata/labels/app",
    "/metadata/annotations/a",
    "/metadata/finalizers",
    "/metadata/finalizers/-",
    "/metadata/name",
    "/metadata/uid",
    "/metadata/ownerReferences/0",
    "/spec",
    "/spec/replicas",
    "/spec/containers/0",
    "/spec/containers/-",
    "/spec/containers/-1",
    "/data",
    "/data/a",
    "/data/__proto__",
    "/status",
    "/kind",
    "/a~1b",
    "/~2",
    "x",
  ];
  return Array.from({ length: random.pick([0, 1, 1, 2, 3, 50]) }, () => ({
    op: random.pick(["add", "remove", "replace", "move", "copy", "test", "nope"]),
    path: random.pick(paths),
    ...(random.chance(0.4) ? { from: random.pick(paths) } : {}),
    ...(random.chance(0.8) ? { value: random.chance(0.3) ? (object.metadata ?? {}) : anyValue(random) } : {}),
  }));
}
