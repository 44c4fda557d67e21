import type { SubresourceDefinition } from "@engenho/registry";
import type { Answer } from "../answer/answer.js";
import { connectionWriteOptions, type ResourceRequest } from "../api-request.js";
import { referenceOf } from "../resources/resolve-resource.js";
import type { ServerContext } from "../server-context.js";
import { badRequest, notSupported } from "../status/refusals.js";
import { serveCommand } from "./command.js";
import { type ConnectionOptions, connectionOptions } from "./connection-options.js";
import { servePortForward } from "./port-forward.js";
import { serveProxy } from "./proxy/serve-proxy.js";

/** A request of `exec`, `attach`, `portforward` or `proxy`: admission first, then the connection (upstream: handlers.ConnectResource). */
export async function serveConnection(
  context: ServerContext,
  request: ResourceRequest,
  connector: SubresourceDefinition,
): Promise<Answer> {
  if (request.query.has("dryRun")) throw badRequest("dryRun is not supported");
  const reference = referenceOf(request);
  const sent = connectionOptions(request, connector);
  const connection = { reference, subresource: connector.name, body: sent };
  const admitted = await context.admitConnection?.(connection, connectionWriteOptions(request));
  const options = (admitted ?? sent) as ConnectionOptions;
  const { kubelet } = context;
  if (kubelet === undefined) {
    await context.store.get(reference, reference);
    throw notSupported(request.definition, connector.name, "this server has no kubelets");
  }
  switch (connector.name) {
    case "attach":
    case "exec":
      return serveCommand(context, request, { kubelet, options });
    case "portforward":
      return servePortForward(context, request, { kubelet, options });
    default:
      return serveProxy(context, request, { kubelet, options });
  }
}
