import type { Answer } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { referenceOf } from "../resources/resolve-resource.js";
import type { ServerContext } from "../server-context.js";
import { notSupported } from "../status/refusals.js";

/** Subresources that connect to running containers or services, by kind. */
const connectors: Readonly<Record<string, readonly string[]>> = {
  Pod: ["attach", "exec", "log", "portforward", "proxy"],
  Service: ["proxy"],
  Node: ["proxy"],
};

/** Whether the path connects to something that runs on a node. */
export function isConnector({
  definition,
  info,
}: Pick<ResourceRequest, "definition"> & { readonly info: { readonly subresource: string } }): boolean {
  return definition.group === "" && (connectors[definition.kind] ?? []).includes(info.subresource);
}

/** Refuses the connection: there is no kubelet. A missing object is still a 404. */
export async function refuseConnection(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const reference = referenceOf(request);
  await context.store.get(reference, reference);
  throw notSupported(request.definition, request.info.subresource, "this server has no kubelets");
}
