import { endpoints, findObject, type Pod, pods, type Service, type Stored, StoreError, services } from "@engenho/core";
import type { ResourceRequest } from "../../api-request.js";
import type { ServerContext } from "../../server-context.js";
import { badRequest } from "../../status/refusals.js";
import { parseTargetName, type TargetName } from "./target-name.js";

/** A port of a pod. */
export interface PodPort {
  readonly pod: Stored<Pod>;
  readonly port: number;
  /** Whether TLS is spoken there. */
  readonly scheme: "http" | "https";
}

/** The pod and port for the proxy subresource of a pod (upstream: registry/core/pod ResourceLocation). */
export async function podOfPod({ store }: ServerContext, request: ResourceRequest): Promise<PodPort> {
  const { name, port, scheme } = targetOf(request, "pod");
  const pod = await store.get(pods, { namespace: request.namespace, name });
  const declared = (pod.spec?.containers ?? []).flatMap(({ ports = [] }) => ports)[0]?.containerPort;
  const number = port === "" ? (declared ?? (scheme === "https" ? 443 : 80)) : Number(port);
  if (!Number.isInteger(number)) throw badRequest(`invalid pod request ${JSON.stringify(request.info.name)}`);
  if ((pod.status?.podIP ?? "") === "") throw badRequest("address not allowed");
  return { pod, port: number, scheme };
}

/**
 * One of the pods behind a service, and its port (upstream: registry/core/service ResourceLocation). Endpoints that are
 * not pods are skipped: the address of a hand-written endpoint could be any server that this process can reach.
 */
export async function podOfService(context: ServerContext, request: ResourceRequest): Promise<PodPort> {
  const { store, random } = context;
  const target = targetOf(request, "service");
  const { namespace } = request;
  const { name } = target;
  const portName = await portNameOf(context, request, target);
  const found = await store.get(endpoints, { namespace, name });
  const ready = (found.subsets ?? []).flatMap(({ addresses = [], ports = [] }) => {
    const port = ports.find((each) => (each.name ?? "") === portName)?.port;
    return port === undefined ? [] : addresses.map((address) => ({ address, port }));
  });
  const chosen = ready[Math.floor(random.next() * ready.length)];
  if (chosen === undefined)
    throw unavailable(`no endpoints available for service ${JSON.stringify(request.info.name)}`);
  const { address, port } = chosen;
  const { kind, name: podName = "" } = address.targetRef ?? {};
  const pod = kind === "Pod" ? await findObject(store, pods, { namespace, name: podName }) : undefined;
  if (pod === undefined) throw unavailable(`error trying to reach service: ${address.ip} is not the address of a pod`);
  return { pod, port, scheme: target.scheme };
}

/** The name of the requested port of a service. */
async function portNameOf(
  { store }: ServerContext,
  { namespace }: ResourceRequest,
  target: TargetName,
): Promise<string> {
  const { name, port } = target;
  if (!/^[+-]?\d+$/.test(port)) return port;
  const service: Stored<Service> = await store.get(services, { namespace, name });
  const found = (service.spec?.ports ?? []).find((each) => each.port === Number(port));
  if (found === undefined)
    throw unavailable(`no service port ${Number(port)} found for service ${JSON.stringify(name)}`);
  return found.name ?? "";
}

function targetOf({ info }: ResourceRequest, what: string): TargetName {
  const target = parseTargetName(info.name);
  if (target === undefined) throw badRequest(`invalid ${what} request ${JSON.stringify(info.name)}`);
  return target;
}

function unavailable(message: string): StoreError {
  return new StoreError("ServiceUnavailable", message);
}
