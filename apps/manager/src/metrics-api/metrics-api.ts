import { Readable } from "node:stream";
import type { RemoteRequest, RemoteResponse, RemoteService, ResourceList } from "@engenho/apiserver";
import {
  type APIService,
  apiServices,
  type Clock,
  compileLabelSelector,
  errorMessage,
  formatTime,
  isStoreError,
  type KubernetesObject,
  nodes,
  pods,
  type Store,
  type Stored,
} from "@engenho/core";
import { parseLabelSelector } from "@engenho/machinery";
import { nodeUsage, podUsage } from "./usage.js";

const group = "metrics.k8s.io";
const version = "v1beta1";
const apiVersion = `${group}/${version}`;
/** The name of the APIService. */
export const metricsName = `${version}.${group}`;
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

async function answer({ method, path }: RemoteRequest, store: Store, clock: Clock): Promise<RemoteResponse> {
  if (method !== "GET" && method !== "HEAD")
    return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  const [place = "", query = ""] = path.split("?", 2);
  const below = decodeURIComponent(place).slice(root.length);
  if (!decodeURIComponent(place).startsWith(root)) return notFound();
  if (below === "" || below === "/") {
    return json(200, { kind: "APIResourceList", apiVersion: "v1", groupVersion: apiVersion, ...resources });
  }
  try {
    const selector = new URLSearchParams(query).get("labelSelector") ?? "";
    const matcher = compileLabelSelector(parseLabelSelector(selector));
    const accepts = ({ metadata }: Stored) => matcher.matches(metadata.labels);
    const parts = below.split("/").slice(1);
    const [, namespace] = parts[0] === "namespaces" ? parts.splice(0, 2) : [];
    const [resource, name, ...rest] = parts;
    if (rest.length > 0) return notFound();
    if (resource === "nodes" && namespace === undefined) {
      const all = (await store.list(nodes)).items.filter(accepts);
      const { items } = await store.list(pods);
      return one(
        "NodeMetrics",
        "nodes",
        all.map((node) => metricsOf("NodeMetrics", node, clock, { usage: nodeUsage(node, items) })),
        name,
      );
    }
    if (resource === "pods" && (name === undefined || namespace !== undefined)) {
      const { items } = await store.list(pods, namespace === undefined ? {} : { namespace });
      const running = items.filter((pod) => pod.status?.phase === "Running" && accepts(pod));
      return one(
        "PodMetrics",
        "pods",
        running.map((pod) => metricsOf("PodMetrics", pod, clock, { containers: podUsage(pod) })),
        name,
      );
    }
    return notFound();
  } catch (error) {
    return failure(400, "BadRequest", errorMessage(error));
  }
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

/** The list, or the item of that name. */
function one(
  kind: string,
  resource: string,
  items: readonly KubernetesObject[],
  name: string | undefined,
): RemoteResponse {
  if (name === undefined) return json(200, { kind: `${kind}List`, apiVersion, metadata: {}, items });
  const found = items.find(({ metadata }) => metadata.name === name);
  if (found !== undefined) return json(200, found);
  return failure(404, "NotFound", `${resource}.${group} ${JSON.stringify(name)} not found`);
}

function notFound(): RemoteResponse {
  return failure(404, "NotFound", "the server could not find the requested resource");
}

function failure(code: number, reason: string, message: string): RemoteResponse {
  return json(code, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code });
}

function json(statusCode: number, value: object): RemoteResponse {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  const headersDistinct = { "content-type": ["application/json"], "content-length": [String(body.length)] };
  return { response: Object.assign(Readable.from([body]), { statusCode, headersDistinct, rawHeaders: [] }) };
}
