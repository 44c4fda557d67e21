import type { SubresourceDefinition } from "@engenho/registry";
import type { ResourceRequest } from "../api-request.js";
import { booleanValue, textValue } from "../query/query-values.js";
import { badRequest } from "../status/refusals.js";

/** The options of a connection: PodExecOptions, PodAttachOptions, PodPortForwardOptions or one of the ProxyOptions of core/v1. */
export interface ConnectionOptions {
  readonly kind: string;
  readonly apiVersion: string;
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  readonly tty?: boolean;
  readonly container?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly number[];
  readonly path?: string;
}

const streams = ["stdin", "stdout", "stderr", "tty"] as const;

/** The options in the query of a request, and in its path (upstream: getRequestOptions). Throws StoreError `BadRequest`. */
export function connectionOptions(request: ResourceRequest, { name, body }: SubresourceDefinition): ConnectionOptions {
  const { query } = request;
  const type = { kind: body.kind, apiVersion: body.version };
  switch (name) {
    case "exec":
    case "attach": {
      const flags = streams.filter(
        (stream) => booleanValue(query, stream) ?? (name === "attach" && stream === "stdout"),
      );
      const container = textValue(query, "container");
      const command = name === "exec" ? query.getAll("command") : [];
      return {
        ...type,
        ...Object.fromEntries(flags.map((flag) => [flag, true])),
        ...(container === undefined ? {} : { container }),
        ...(command.length === 0 ? {} : { command }),
      };
    }
    case "portforward": {
      const ports = query
        .getAll("ports")
        .flatMap((text) => text.split(","))
        .map(portNumber);
      return ports.length === 0 ? type : { ...type, ports };
    }
    default: {
      const path = proxyPath(request);
      return path === "" ? type : { ...type, path };
    }
  }
}

function portNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

/** What follows `/proxy` in the path of the request. */
function proxyPath({ info }: ResourceRequest): string {
  const path = info.rest.length === 0 ? "" : `/${info.rest.join("/")}`;
  return info.path.endsWith("/") && !path.endsWith("/") ? `${path}/` : path;
}
