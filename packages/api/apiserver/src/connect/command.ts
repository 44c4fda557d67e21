import type { ContainerReference, Kubelet } from "@engenho/core";
import { errorMessage, isStoreError } from "@engenho/core";
import type { Answer, StreamTarget } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import type { ServerContext } from "../server-context.js";
import { badRequest } from "../status/refusals.js";
import { CommandChannels } from "./channels.js";
import { type CommandQuery, commandQuery } from "./command-query.js";
import type { CommandStreams } from "./command-streams.js";
import type { ConnectionOptions } from "./connection-options.js";
import { requestedContainer, waitingReason } from "./container.js";
import { acceptSpdy } from "./spdy/accept-spdy.js";
import { commandOverSpdy } from "./spdy/command-over-spdy.js";
import { type AgreedProtocol, agreedProtocol } from "./upgrade-protocol.js";
import { acceptWebSocket } from "./websocket.js";

/** The protocols of remote commands. kubectl uses WebSockets from 1.31 on, and SPDY if the server does not support them or if configured to. */
const protocols = { webSocket: ["v5.channel.k8s.io", "v4.channel.k8s.io"], spdy: ["v4.channel.k8s.io"] };

/** `exec` and `attach` of a pod. Throws StoreError `NotFound`, and `BadRequest` for any other protocol. */
export async function serveCommand(
  context: ServerContext,
  request: ResourceRequest,
  { kubelet, options }: { readonly kubelet: Kubelet; readonly options: ConnectionOptions },
): Promise<Answer> {
  const query = commandQuery(options, request.info.subresource);
  const container = await requestedContainer(context, request, options.container);
  const { metadata, spec } = container.pod;
  if ((spec?.nodeName ?? "") === "") throw badRequest(`pod ${metadata.name} does not have a host assigned`);
  if (waitingReason(container) !== undefined) {
    throw badRequest(`unable to upgrade connection: container not found (${JSON.stringify(container.container)})`);
  }
  const agreed = agreedProtocol(request.exchange, protocols);
  const command = { container, kubelet, query, agreed };
  return { type: "stream", code: 101, run: (target) => run(context, { request, command }, target) };
}

interface Command {
  readonly container: ContainerReference;
  readonly kubelet: Kubelet;
  readonly query: CommandQuery;
  readonly agreed: AgreedProtocol;
}

async function run(
  context: ServerContext,
  { request, command }: { readonly request: ResourceRequest; readonly command: Command },
  { exchange }: StreamTarget,
): Promise<void> {
  const { stdin, stdout, stderr, tty } = command.query;
  request.admission.leave();
  const streams = await streamsOf(context, request, command);
  if (streams === undefined) return;
  const gone = new AbortController();
  exchange.onClose(() => gone.abort());
  const outcome = await outcomeOf(() =>
    command.kubelet.run(command.container, {
      command: command.query.command,
      tty,
      stdin: stdin ? streams.stdin() : undefined,
      writeStdout: async (chunk) => (stdout ? streams.send("stdout", chunk) : undefined),
      writeStderr: async (chunk) => {
        if (tty) await streams.send("stdout", chunk);
        else if (stderr) await streams.send("stderr", chunk);
      },
      signal: gone.signal,
    }),
  );
  await streams.finish(JSON.stringify(outcome));
}

async function streamsOf(
  { clock, received }: ServerContext,
  { exchange }: ResourceRequest,
  { query, agreed }: Command,
): Promise<CommandStreams | undefined> {
  const { stdin, stdout, stderr, tty } = query;
  if (agreed.transport === "spdy") {
    const wanted = { error: true, stdin, stdout, stderr, resize: tty };
    const types = Object.entries(wanted).flatMap(([type, isWanted]) => (isWanted ? [type] : []));
    return commandOverSpdy(acceptSpdy(exchange, agreed.protocol), types, { clock, received });
  }
  const channels = new CommandChannels(await acceptWebSocket(exchange, agreed.protocol, received));
  // Shows the client that the streams are open.
  await channels.send(stdout ? "stdout" : stderr ? "stderr" : "error", "");
  return channels;
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
