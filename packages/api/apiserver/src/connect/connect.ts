import type { SubresourceDefinition } from "@engenho/registry";
import type { Answer } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { referenceOf } from "../resources/resolve-resource.js";
import type { ServerContext } from "../server-context.js";
import { methodNotAllowed, notSupported, resourceNotFound } from "../status/refusals.js";

type Connecting = Pick<ResourceRequest, "definition"> & {
  readonly info: Pick<ResourceRequest["info"], "subresource">;
};

/** The subresource of a path that connects to something outside the store: `exec`, `log`, `proxy`...; undefined for any other. */
export function connectorOf({ definition, info }: Connecting): SubresourceDefinition | undefined {
  if (info.subresource === "") return undefined;
  const found = definition.subresources.find(({ name }) => name === info.subresource);
  return found?.connects === true || isLog(definition, found) ? found : undefined;
}

/** Upstream reads a log as it reads an object (GetterWithOptions): admission does not see it. */
function isLog({ group, kind }: ResourceRequest["definition"], found: SubresourceDefinition | undefined): boolean {
  return found?.name === "log" && kind === "Pod" && group === "";
}

/** Serves a request for a connector. Throws the error that refuses it. */
export async function connect(
  context: ServerContext,
  request: ResourceRequest,
  connector: SubresourceDefinition,
): Promise<Answer> {
  const { kubelet } = context;
  const { definition, info, exchange } = request;
  if (connector.connects !== true) {
    if (info.rest.length > 0) throw resourceNotFound();
    if (kubelet === undefined) {
      const reference = referenceOf(request);
      await context.store.get(reference, reference);
      throw notSupported(definition, info.subresource, "this server has no kubelets");
    }
    const { serveLog } = await import("./log.js");
    return serveLog(context, request, kubelet);
  }
  if (info.rest.length > 0 && info.subresource !== "proxy") throw resourceNotFound();
  // OPTIONS, which only proxies support, has no verb (upstream: RequestInfo).
  const isTaken =
    connector.verbs.includes(info.verb) || (info.subresource === "proxy" && exchange.method === "OPTIONS");
  if (!isTaken) throw methodNotAllowed();
  const { serveConnection } = await import("./serve-connection.js");
  return serveConnection(context, request, connector);
}
