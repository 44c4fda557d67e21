import type { ContainerReference, Kubelet } from "@engenho/core";
import { errorMessage, isStoreError } from "@engenho/core";
import { type WebSocket, WebSocketServer } from "ws";
import type { Answer, StreamTarget } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import type { Upgrade } from "../http/upgrade.js";
import type { ServerContext } from "../server-context.js";
import { badRequest } from "../status/refusals.js";
import { CommandChannels, channels } from "./channels.js";
import { type CommandQuery, commandQuery } from "./command-query.js";
import { requestedContainer, waitingReason } from "./container.js";

/** The protocols of remote commands, the preferred one first. */
const protocols: readonly string[] = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
/** The largest message of a client; kubectl sends 32 KiB at a time. */
const maxMessageBytes = 4 * 1024 * 1024;

const server = new WebSocketServer({
  noServer: true,
  maxPayload: maxMessageBytes,
  perMessageDeflate: false,
  handleProtocols: (offered) => protocols.find((protocol) => offered.has(protocol)) ?? false,
});

/** `exec` and `attach` of a pod over a WebSocket. Throws StoreError `NotFound`, and `BadRequest` for any other protocol. */
export async function serveCommand(
  context: ServerContext,
  request: ResourceRequest,
  kubelet: Kubelet,
): Promise<Answer> {
  const { exchange, info } = request;
  const query = commandQuery(request.query, info.subresource);
  const container = await requestedContainer(context, request);
  const { metadata, spec } = container.pod;
  if ((spec?.nodeName ?? "") === "") throw badRequest(`pod ${metadata.name} does not have a host assigned`);
  if (waitingReason(container) !== undefined) {
    throw badRequest(`unable to upgrade connection: container not found (${JSON.stringify(container.container)})`);
  }
  checkProtocol(exchange.header("upgrade"), exchange.header("sec-websocket-protocol"));
  return { type: "stream", run: (target) => run(request, { container, kubelet, query }, target) };
}

function checkProtocol(upgrade: string | undefined, offered = ""): void {
  if (upgrade === undefined) throw badRequest("Upgrade request required");
  if (upgrade.toLowerCase() !== "websocket") {
    throw badRequest(`${upgrade} is not supported, only WebSockets, which kubectl uses from 1.31 on`);
  }
  if (offered.split(",").some((each) => protocols.includes(each.trim()))) return;
  throw badRequest(
    `the WebSocket must offer one of the protocols ${protocols.join(", ")}, not ${JSON.stringify(offered)}`,
  );
}

interface Command {
  readonly container: ContainerReference;
  readonly kubelet: Kubelet;
  readonly query: CommandQuery;
}

async function run(request: ResourceRequest, command: Command, { exchange }: StreamTarget): Promise<void> {
  const upgrade = exchange.takeUpgrade();
  if (upgrade === undefined) throw badRequest("Upgrade request required");
  request.admission.leave();
  const socket = await accept(upgrade);
  const streams = new CommandChannels(socket);
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  const { stdin, stdout, stderr, tty } = command.query;
  // Tells the client that the streams are there.
  await streams.send(stdout ? channels.stdout : stderr ? channels.stderr : channels.error, "");
  const outcome = await outcomeOf(() =>
    command.kubelet.run(command.container, {
      command: command.query.command,
      tty,
      stdin: stdin ? streams.stdin() : undefined,
      writeStdout: async (chunk) => (stdout ? streams.send(channels.stdout, chunk) : undefined),
      writeStderr: async (chunk) => {
        if (tty) await streams.send(channels.stdout, chunk);
        else if (stderr) await streams.send(channels.stderr, chunk);
      },
      signal: gone.signal,
    }),
  );
  await streams.send(channels.error, JSON.stringify(outcome));
  socket.close(1000);
}

function accept({ request, socket, head }: Upgrade): Promise<WebSocket> {
  return new Promise((resolve) => server.handleUpgrade(request, socket, head, resolve));
}

/** The Status that ends a command (upstream: kubelet's remotecommand server). */
async function outcomeOf(run: () => Promise<number>): Promise<object> {
  try {
    const exitCode = await run();
    if (exitCode === 0) return { metadata: {}, status: "Success" };
    return {
      metadata: {},
      status: "Failure",
      message: `command terminated with non-zero exit code: exit status ${exitCode}`,
      reason: "NonZeroExitCode",
      details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
    };
  } catch (error) {
    if (!isStoreError(error)) throw error;
    const message = errorMessage(error);
    return {
      metadata: {},
      status: "Failure",
      message: `Internal error occurred: ${message}`,
      reason: "InternalError",
      details: { causes: [{ message }] },
      code: 500,
    };
  }
}
