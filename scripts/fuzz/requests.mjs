import { anyValue, mangled, mutated } from "./mutate.mjs";
import { samples, subresources } from "./samples.mjs";
import { mutatedMessage } from "./wire.mjs";
import { yamlText } from "./yaml-text.mjs";

const namespaces = [...Array(20).fill("fuzz"), "default", "none", "constructor"];
const names = [
  "a",
  "b",
  "c",
  "d",
  "things.fuzz.example",
  "constructor",
  "__proto__",
  "A_b",
  "x".repeat(254),
  "..",
  "%00",
  ".",
  "a.",
  "-a",
  "a b",
  "a%2Fb",
  "%c3%a9",
  "%ff",
  "é",
  "a:b",
  "a;b",
  "{name}",
  "status",
];
const queries = [
  "dryRun=All",
  "dryRun=None",
  "fieldManager=m",
  "fieldManager=",
  "force=true",
  "force=x",
  "fieldValidation=Warn",
  "fieldValidation=Ignore",
  "fieldValidation=Strict",
  "fieldValidation=x",
  "pretty=true",
  "limit=1",
  "limit=-1",
  "limit=9223372036854775808",
  "continue=AAAA",
  "continue=eyJ",
  "resourceVersion=0",
  "resourceVersion=1",
  "resourceVersion=x",
  "resourceVersion=99999999999999999999",
  "resourceVersionMatch=Exact",
  "resourceVersionMatch=x",
  "labelSelector=a%3Db,c",
  "labelSelector=a+in+(b,c)",
  "labelSelector=((",
  "labelSelector=__proto__%3Da",
  "fieldSelector=metadata.name%3Da",
  "fieldSelector=constructor%3Da",
  "fieldSelector=spec.nodeName!%3Dx",
  "watch=true&timeoutSeconds=1",
  "watch=1&timeoutSeconds=1&allowWatchBookmarks=true",
  "watch=true&timeoutSeconds=1&sendInitialEvents=true",
  "timeoutSeconds=1x",
  "timeout=1s",
  "timeout=x",
  "gracePeriodSeconds=8640000000000",
  "gracePeriodSeconds=-1",
  "gracePeriodSeconds=0",
  "propagationPolicy=Orphan",
  "propagationPolicy=Foreground",
  "propagationPolicy=x",
  "orphanDependents=true",
  "%",
  "a=%zz",
  "a[]=1",
  "limit=1&limit=2",
  "limit=500&continue=eyJ2IjoxfQ",
  `fieldManager=${"m".repeat(129)}`,
  "fieldManager=%00",
  "fieldValidation=Strict&fieldValidation=Ignore",
  "force=true&fieldManager=other",
  "resourceVersion=0&resourceVersionMatch=NotOlderThan",
  "resourceVersion=1&resourceVersionMatch=Exact",
  "watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=1",
  "watch=1&timeoutSeconds=1&resourceVersion=99999999",
  "watch=1&timeoutSeconds=1&resourceVersion=0&fieldSelector=metadata.name%3Da",
  "watch=x&timeoutSeconds=1",
  "timeoutSeconds=-1",
  "timeoutSeconds=9223372036854775807",
  "timeout=1ns",
  "timeout=9999999h",
  "labelSelector=a%3Db&labelSelector=c%3Dd",
  "labelSelector=a+notin+(),b",
  "labelSelector=a%3E1,a%3C2",
  `labelSelector=${"a,".repeat(500)}`,
  "fieldSelector=a%3Db%3Dc",
  "fieldSelector=metadata.name%3D%5C%2Ca",
  "includeObject=Object",
  "includeObject=x",
  "dryRun=x",
  "dryRun=All&dryRun=All",
  "allowUnsafePartialObjectMetadata=1",
  "ignoreStoreReadErrorWithClusterBreakingPotential=true",
  "preconditions.uid=x",
];
const accepts = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/json;as=Table;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, */*",
  "text/html",
  "*/*;q=0",
  ";;;",
  "application/json;as=constructor",
];
const types = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  "text/plain",
  "",
  "application/json; charset=utf-16",
];
const patchTypes = types.slice(3, 7);
const methods = [
  "GET",
  "GET",
  "POST",
  "POST",
  "POST",
  "PUT",
  "PUT",
  "PATCH",
  "PATCH",
  "PATCH",
  "DELETE",
  "DELETE",
  "OPTIONS",
  "HEAD",
];
const otherPaths = [
  "/",
  "/api",
  "/apis",
  "/api/v1",
  "/apis/apps/v1",
  "/openapi/v2",
  "/openapi/v3",
  "/openapi/v3/apis/apps/v1",
  "/healthz",
  "/readyz?verbose",
  "/livez",
  "/metrics",
  "/version",
  "/api/v1/constructor",
  "/apis/__proto__/v1",
  "/api/v1/namespaces/fuzz/pods/a/proxy/x",
  "//api//v1",
  "/api/v1/namespaces/%2e%2e/pods",
];

/**
 * The next request of a random source: method, path, headers and body. `messages` are protobuf objects, by the index of their
 * kinds in `samples`.
 */
export function nextRequest(random, messages) {
  if (random.chance(0.03))
    return {
      method: random.pick(methods),
      path: random.pick(otherPaths),
      headers: headersOf(random, undefined),
      body: undefined,
    };
  const [groupVersion, plural, namespaced, kind, content] = random.pick(samples);
  const name = random.chance(0.85) ? random.pick(names.slice(0, 2)) : random.pick(names);
  const namespace = random.pick(namespaces);
  const method = random.pick(methods);
  const named = method === "POST" ? random.chance(0.1) : random.chance(0.9);
  const [subresource, subBody] = named && random.chance(0.15) ? random.pick(subresources) : [undefined, undefined];
  const root = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
  const where = namespaced && random.chance(0.97) ? `/namespaces/${namespace}` : "";
  const parts = [plural, ...(named ? [name] : []), ...(subresource === undefined ? [] : [subresource])];
  const object = subBody ?? {
    apiVersion: groupVersion,
    kind,
    metadata: {
      name: kind === "CustomResourceDefinition" ? "things.fuzz.example" : name,
      ...(namespaced ? { namespace } : {}),
      labels: { app: "web" },
      annotations: { a: "b" },
    },
    ...content,
  };
  const query = Array.from({ length: random.pick([0, 0, 0, 0, 0, 1, 1, 2]) }, () => random.pick(queries)).join("&");
  const path = `${root}${where}/${parts.map(encodePart).join("/")}${query === "" ? "" : `?${query}`}`;
  const type =
    method === "PATCH"
      ? random.pick(random.chance(0.9) ? patchTypes : types)
      : random.pick(random.chance(0.95) ? types.slice(0, 3) : types);
  const body =
    method === "GET" || method === "HEAD" || method === "OPTIONS"
      ? undefined
      : bodyOf(random, { method, type, object, message: messages.get(`${groupVersion} ${kind}`) });
  return { method, path, headers: headersOf(random, body === undefined ? undefined : type), body };
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

function bodyOf(random, { method, type, object, message }) {
  if (method === "DELETE") {
    if (random.chance(0.6)) return undefined;
    const options = mutated(random, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      gracePeriodSeconds: random.pick([0, 1, 8640000000000, 9007199254740991, -1]),
      propagationPolicy: random.pick(["Orphan", "Background", "Foreground"]),
      preconditions: { uid: "u" },
    });
    return textOf(random, type, options);
  }
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
