import { Readable } from "node:stream";
import type { RemoteRequest, RemoteResponse, RemoteService, ResourceList } from "@engenho/apiserver";
import {
  type APIService,
  apiServices,
  type Clock,
  compileLabelSelector,
  errorMessage,
  findObject,
  formatTime,
  isStoreError,
  type KubernetesObject,
  nodes,
  pods,
  type Store,
  type Stored,
  StoreError,
} from "@engenho/core";
import { parseFieldSelector, parseLabelSelector } from "@engenho/machinery";
import { tableOf, tableVersion } from "./table.js";
import { nodeUsage, podUsage } from "./usage.js";

const group = "metrics.k8s.io";
const version = "v1beta1";
const apiVersion = `${group}/${version}`;
/** The name of the APIService. */
const metricsName = `${version}.${group}`;
const root = `/apis/${apiVersion}`;

const resources: ResourceList = {
  resources: [
    { name: "nodes", singularName: "", namespaced: false, kind: "NodeMetrics", verbs: ["get", "list"] },
    { name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] },
  ],
};
const priorities = { groupPriorityMinimum: 100, versionPriority: 100 };

/**
 * An in-process service for metrics.k8s.io/v1beta1, like metrics-server, with values from pods' annotations or else
 * their resource requests.
 */
export function metricsService({ store, clock }: { readonly store: Store; readonly clock: Clock }): RemoteService {
  return {
    name: metricsName,
    group,
    version,
    groupPriority: priorities.groupPriorityMinimum,
    versionPriority: priorities.versionPriority,
    available: true,
    resources,
    send: (request) => answer(request, store, clock),
  };
}

/** Registers the API as a local one, unless there is an APIService already. */
export async function registerMetricsApi(store: Store): Promise<void> {
  const spec = { group, version, ...priorities };
  try {
    await store.create({
      apiVersion: "apiregistration.k8s.io/v1",
      kind: apiServices.kind,
      metadata: { name: metricsName },
      spec,
    } as APIService);
  } catch (error) {
    if (!isStoreError(error, "AlreadyExists")) throw error;
  }
}

async function answer({ method, path, headers }: RemoteRequest, store: Store, clock: Clock): Promise<RemoteResponse> {
  if (method !== "GET" && method !== "HEAD")
    return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  const [place = "", query = ""] = path.split("?", 2);
  const below = decodeURIComponent(place).slice(root.length);
  if (!decodeURIComponent(place).startsWith(root)) return notFound();
  if (below === "" || below === "/") {
    return json(200, { kind: "APIResourceList", apiVersion: "v1", groupVersion: apiVersion, ...resources });
  }
  const parts = below.split("/").slice(1);
  const [, namespace] = parts[0] === "namespaces" ? parts.splice(0, 2) : [];
  const [resource = "", name, ...rest] = parts;
  const isOfPods = resource === "pods" && (name === undefined || namespace !== undefined);
  const isOfNodes = resource === "nodes" && namespace === undefined;
  if (rest.length > 0 || !(isOfPods || isOfNodes)) return notFound();
  const parameters = new URLSearchParams(query);
  const version = tableVersion([headers.accept ?? ""].flat().join(","));
  const table = version && { version, includeObject: parameters.get("includeObject") ?? "" };
  const asked = { resource, namespace, table };
  try {
    if (name === undefined) return await list(asked, parameters, { store, clock });
    return await get({ ...asked, name }, { store, clock });
  } catch (error) {
    return failure(400, "BadRequest", errorMessage(error));
  }
}

interface Asked {
  readonly resource: string;
  readonly namespace: string | undefined;
  /** How a Table looks, if one is wanted. */
  readonly table: Parameters<typeof tableOf>[1] | undefined;
}

interface Sources {
  readonly store: Store;
  readonly clock: Clock;
}

/** Throws StoreError for an invalid selector. */
async function list(asked: Asked, query: URLSearchParams, sources: Sources): Promise<RemoteResponse> {
  const { resource } = asked;
  if (isTrue(query.get("watch"))) {
    const message = `watch is not supported on resources of kind "${resource}.${group}"`;
    return failure(405, "MethodNotAllowed", message, { group, kind: resource });
  }
  const accepts = selectorOf(query);
  const kind = resource === "nodes" ? "NodeMetricsList" : "PodMetricsList";
  const items = (await measured(asked, sources))
    .filter(({ object }) => accepts(object))
    .map(({ metrics }) => metrics());
  if (asked.table !== undefined) return json(200, tableOf(items, asked.table));
  return json(200, { kind, apiVersion, metadata: {}, items });
}

/** A boolean query parameter, with upstream's conversion. */
function isTrue(text: string | null): boolean {
  return text !== null && text !== "0" && text.toLowerCase() !== "false";
}

/** Labels, names and namespaces, as in metrics-server. Throws StoreError for an invalid selector and any other field. */
function selectorOf(query: URLSearchParams): (object: Stored) => boolean {
  const labels = compileLabelSelector(parseLabelSelector(query.get("labelSelector") ?? ""));
  const fields = parseFieldSelector(query.get("fieldSelector") ?? "");
  const unknown = fields.find(({ field }) => field !== "metadata.name" && field !== "metadata.namespace");
  if (unknown !== undefined) {
    const known = 'only "metadata.name", "metadata.namespace"';
    throw new StoreError("BadRequest", `${JSON.stringify(unknown.field)} is not a known field selector: ${known}`);
  }
  return ({ metadata }) =>
    labels.matches(metadata.labels) &&
    fields.every(({ field, operator, value }) => {
      const actual = field === "metadata.name" ? metadata.name : (metadata.namespace ?? "");
      return (actual === value) === (operator === "=");
    });
}

async function get({ name, ...asked }: Asked & { readonly name: string }, sources: Sources): Promise<RemoteResponse> {
  const { resource, namespace } = asked;
  const found = (await measured(asked, sources)).find(({ object }) => object.metadata.name === name);
  if (found !== undefined) {
    const metrics = found.metrics();
    return json(200, asked.table === undefined ? metrics : tableOf([metrics], asked.table));
  }
  const isNode = resource === "nodes";
  const exists = isNode
    ? await findObject(sources.store, nodes, { name })
    : await findObject(sources.store, pods, { name, namespace: namespace ?? "" });
  // metrics-server's messages for an object that does not exist, and for a Pod that is not running.
  const subject =
    exists === undefined
      ? `${isNode ? "node" : "pods"} ${JSON.stringify(name)}`
      : `${resource}.${group} ${JSON.stringify(`${namespace}/${name}`)}`;
  return failure(404, "NotFound", `${subject} not found`);
}

interface Measured {
  readonly object: Stored;
  readonly metrics: () => KubernetesObject;
}

/** The nodes, or the running Pods. */
async function measured({ resource, namespace }: Asked, { store, clock }: Sources): Promise<readonly Measured[]> {
  const { items } = await store.list(pods, namespace === undefined ? {} : { namespace });
  if (resource === "nodes") {
    return (await store.list(nodes)).items.map((node) => ({
      object: node,
      metrics: () => metricsOf("NodeMetrics", node, clock, { usage: nodeUsage(node, items) }),
    }));
  }
  const running = items.filter((pod) => pod.status?.phase === "Running");
  return running.map((pod) => ({
    object: pod,
    metrics: () => metricsOf("PodMetrics", pod, clock, { containers: podUsage(pod) }),
  }));
}

/** The metrics of an object, with the current time. */
function metricsOf(kind: string, { metadata }: Stored, clock: Clock, usage: object): KubernetesObject {
  const { name, namespace, labels } = metadata;
  const now = formatTime(clock.now());
  return {
    kind,
    apiVersion,
    metadata: { name, namespace, labels, creationTimestamp: now },
    timestamp: now,
    window: "30s",
    ...usage,
  } as KubernetesObject;
}

function notFound(): RemoteResponse {
  return failure(404, "NotFound", "the server could not find the requested resource");
}

function failure(code: number, reason: string, message: string, details?: object): RemoteResponse {
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason };
  return json(code, { ...status, ...(details === undefined ? {} : { details }), code });
}

function json(statusCode: number, value: object): RemoteResponse {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  const headersDistinct = { "content-type": ["application/json"], "content-length": [String(body.length)] };
  return { response: Object.assign(Readable.from([body]), { statusCode, headersDistinct, rawHeaders: [] }) };
}
