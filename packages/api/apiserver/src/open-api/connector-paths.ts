import type { SubresourceDefinition } from "@engenho/registry";
import { nameParameter, type Parameter, shared, sortedParameters } from "./parameters.js";
import { type Operation, type PathItem, pathItem } from "./path-item.js";
import { plainText } from "./references.js";

const commandText = "The program and its arguments. It is not run within a shell.";
const containerText = "The container. By default the only one of the pod.";
const path = (suffix: string) => shared(suffix, "string", "The path of the request that is passed on.");

/** The query parameters of connectors by the kind of their options, with upstream's names of shared parameters. */
const ownParameters: Readonly<Record<string, readonly Parameter[]>> = {
  PodExecOptions: [
    shared("command-Py3eQybp", "string", commandText),
    shared("container-i5dOmRiM", "string", containerText),
    shared("stderr-W_1TNlWc", "boolean", "Whether the client receives the standard error stream."),
    shared("stdin-PSzNhyUC", "boolean", "Whether the client sends a standard input stream."),
    shared("stdout--EZLRwV1", "boolean", "Whether the client receives the standard output stream."),
    shared("tty-s0flW37O", "boolean", "Whether the command has a terminal."),
  ],
  PodAttachOptions: [
    shared("container-_Q-EJ3nR", "string", containerText),
    shared("stderr-26jJhFUR", "boolean", "Whether the client receives the standard error stream."),
    shared("stdin-sEFnN3IS", "boolean", "Whether the client sends a standard input stream."),
    shared("stdout-005YMKE6", "boolean", "Whether the client receives the standard output stream. True by default."),
    shared("tty-g7MlET_l", "boolean", "Whether the container has a terminal."),
  ],
  PodPortForwardOptions: [shared("ports-91KROJmm", "integer", "The ports to forward. Required over WebSockets.")],
  PodProxyOptions: [path("path-oPbzgLUj")],
  ServiceProxyOptions: [path("path-QCf0eosM")],
  NodeProxyOptions: [path("path-rFDtV0x9")],
};

/** The path that a proxy passes on, as a part of its own path. */
const restParameter: Parameter = {
  in: "path",
  name: "path",
  type: "string",
  description: "path to the resource",
  required: true,
  shared: "path-z6Ciiujn",
};

const logParameters: readonly Parameter[] = [
  shared("container-1GeXxFDC", "string", containerText),
  shared("follow-9OIXh_2R", "boolean", "Sends what is added to the log as well."),
  shared("insecureSkipTLSVerifyBackend-gM00jVbe", "boolean", "Has no effect: there is no connection to a kubelet."),
  shared("limitBytes-zwd1RXuc", "integer", "The maximum number of bytes, the first ones."),
  shared("previous-1jxDPu3y", "boolean", "The log of the container before it was restarted."),
  shared("sinceSeconds-vE2NLdnP", "integer", "Only what was written in the last so many seconds."),
  shared("stream-l-48cgXv", "string", "Which stream: All, Stdout or Stderr."),
  shared("tailLines-9xQLWHMV", "integer", "The maximum number of lines, the last ones."),
  shared("timestamps-c17fW1w_", "boolean", "Begins each line with its time."),
];

/** The parameters of {@link connectorPaths} and {@link logOperation} among the shared ones of OpenAPI v2. */
export const sharedByConnectors: readonly Parameter[] = [
  ...Object.values(ownParameters).flat(),
  restParameter,
  ...logParameters,
];

/** The operation GET of a pod's log, without its id. */
export const logOperation = {
  method: "get",
  action: "get",
  description: "read log of the specified Pod",
  parameters: logParameters,
  produces: ["text/plain", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf"],
  answer: plainText,
  codes: [200],
} as const;

/** The kind that a connector belongs to. */
interface ConnectedKind {
  readonly kind: string;
  /** The path of an object. */
  readonly object: string;
  /** The parameter of the namespace, if there is one. */
  readonly inScope: readonly Parameter[];
  /** The id of an operation (upstream: operationId). */
  readonly id: (verb: string, middle: string, suffix: string) => string;
}

const proxyMethods = ["get", "put", "post", "delete", "options", "head", "patch"] as const;
const streamMethods = ["get", "post"] as const;

/** The paths of a connector; a proxy has one with and one without a further path. */
export function connectorPaths(connector: SubresourceDefinition, owner: ConnectedKind): readonly PathItem[] {
  const path = `${owner.object}/${connector.name}`;
  const own = pathItem(path, operations(connector, owner, { suffix: "", rest: [] }));
  if (connector.name !== "proxy") return [own];
  return [own, pathItem(`${path}/{path}`, operations(connector, owner, { suffix: "WithPath", rest: [restParameter] }))];
}

function operations(
  { name, body }: SubresourceDefinition,
  { kind, inScope, id }: ConnectedKind,
  { suffix, rest }: { readonly suffix: string; readonly rest: readonly Parameter[] },
): readonly Operation[] {
  const own = ownParameters[body.kind] ?? [];
  const word = name.charAt(0).toUpperCase() + name.slice(1);
  return (name === "proxy" ? proxyMethods : streamMethods).map((method) => ({
    method,
    action: "connect",
    id: id("connect", method.charAt(0).toUpperCase() + method.slice(1), `${word}${suffix}`),
    description: `connect ${method.toUpperCase()} requests to ${name} of ${kind}`,
    kind: body,
    parameters: sortedParameters([...rest, ...own, ...inScope, nameParameter(body.kind)]),
    consumes: ["*/*"],
    produces: ["*/*"],
    answer: plainText,
    codes: [200],
  }));
}
