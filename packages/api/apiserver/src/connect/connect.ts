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

/** Connects to the kubelet, as far as there is one. Throws StoreError `NotFound` for a missing object, `MethodNotAllowed`. */
export async function connect(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { kubelet } = context;
  const { definition, info } = request;
  if (kubelet !== undefined && definition.kind === "Pod") {
    switch (info.subresource) {
      case "log": {
        const { serveLog } = await import("./log.js");
        return serveLog(context, request, kubelet);
      }
      case "attach":
      case "exec": {
        const { serveCommand } = await import("./command.js");
        return serveCommand(context, request, kubelet);
      }
    }
  }
  const reference = referenceOf(request);
  await context.store.get(reference, reference);
  const why = kubelet === undefined ? "this server has no kubelets" : "nothing runs in the containers of hollow nodes";
  throw notSupported(definition, info.subresource, why);
}
