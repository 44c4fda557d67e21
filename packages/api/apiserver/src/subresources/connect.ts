import type { Answer } from "../answer.js";
import type { ResourceRequest } from "../api-request.js";
import { referenceOf } from "../resources/resolve-resource.js";
import type { ServerContext } from "../server-context.js";
import { notSupported } from "../status/refusals.js";

/** Subresources that reach into what runs: by kind. */
const connectors: Readonly<Record<string, readonly string[]>> = {
  Pod: ["attach", "exec", "log", "portforward", "proxy"],
  Service: ["proxy"],
  Node: ["proxy"],
};

/** Whether the path leads to what runs on a node. */
export function isConnector({
  definition,
  info,
}: Pick<ResourceRequest, "definition"> & { readonly info: { readonly subresource: string } }): boolean {
  return definition.group === "" && (connectors[definition.kind] ?? []).includes(info.subresource);
}

/** Refuses: behind this server no kubelet runs anything. An object that is not there is a 404 all the same. */
export async function refuseConnection(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  await context.store.get(referenceOf(request));
  throw notSupported(request.definition, request.info.subresource, "no kubelet runs containers behind this server");
}
