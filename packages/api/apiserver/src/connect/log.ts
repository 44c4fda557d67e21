import {
  type ContainerReference,
  findObject,
  type Kubelet,
  type LogSelection,
  type Pod,
  pods,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { invalidError } from "@engenho/machinery";
import type { Answer, StreamTarget } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { readBody } from "../body/read-body.js";
import { booleanValue, integerValue, textValue } from "../query/query-values.js";
import type { ServerContext } from "../server-context.js";
import { forbidden, invalid } from "../status/causes.js";
import { badRequest, methodNotAllowed } from "../status/refusals.js";
import { success } from "../status/status.js";
import { hasPrevious, requestedContainer, stateOf, waitingReason } from "./container.js";

/** The options of a GET (core/v1 PodLogOptions). */
interface LogOptions extends LogSelection {
  readonly follow: boolean;
}

/** A stream with more unread bytes than this is closed. */
const maxUnreadBytes = 1024 * 1024;
const textHeaders = { "content-type": "text/plain" };

/** GET and POST of a pod's `log`. A POST adds its body, text, to the log. */
export async function serveLog(context: ServerContext, request: ResourceRequest, kubelet: Kubelet): Promise<Answer> {
  switch (request.info.verb) {
    case "get":
      return readLog(context, request, kubelet);
    case "create": {
      const container = await requestedContainer(context, request, request.query.get("container") ?? "");
      kubelet.appendLog(container, (await readBody(request)).toString());
      return { type: "status", code: 201, status: success(undefined) };
    }
    default:
      throw methodNotAllowed();
  }
}

async function readLog(context: ServerContext, request: ResourceRequest, kubelet: Kubelet): Promise<Answer> {
  const options = logOptions(request, context.clock.now());
  const container = await requestedContainer(context, request, request.query.get("container") ?? "");
  const { metadata, spec } = container.pod;
  if ((spec?.nodeName ?? "") === "") return text("");
  const reason = options.previous ? undefined : waitingReason(container);
  const subject = `container ${JSON.stringify(container.container)} in pod ${JSON.stringify(metadata.name)}`;
  if (reason !== undefined) throw badRequest(`${subject} is waiting to start: ${reason}`);
  if (options.previous) {
    if (!hasPrevious(container)) throw badRequest(`previous terminated ${subject} not found`);
    return text(await kubelet.readLog(container, options));
  }
  if (!options.follow) return text(await kubelet.readLog(container, options));
  return { type: "stream", run: (target) => follow(context, { request, container, kubelet, options }, target) };
}

function text(content: string): Answer {
  return { type: "bytes", code: 200, headers: textHeaders, body: Buffer.from(content) };
}

/** Throws StoreError `BadRequest`, and `Invalid` with the messages of upstream's ValidatePodLogOptions. */
function logOptions({ query, info }: ResourceRequest, nowMs: number): LogOptions {
  const causes: StatusCause[] = [];
  const tailLines = integerValue(query, "tailLines");
  const limitBytes = integerValue(query, "limitBytes");
  const sinceSeconds = integerValue(query, "sinceSeconds");
  const sinceTime = textValue(query, "sinceTime");
  if (tailLines !== undefined && tailLines < 0)
    causes.push(invalid("tailLines", String(tailLines), "must be greater than or equal to 0"));
  if (limitBytes !== undefined && limitBytes < 1)
    causes.push(invalid("limitBytes", String(limitBytes), "must be greater than 0"));
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    causes.push(forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  if (sinceSeconds !== undefined && sinceSeconds < 1)
    causes.push(invalid("sinceSeconds", String(sinceSeconds), "must be greater than 0"));
  if (causes.length > 0) throw invalidError({ group: "", kind: "PodLogOptions" }, info.name, causes);
  return {
    tailLines,
    limitBytes,
    sinceMs: sinceSeconds === undefined ? sinceTimeMs(sinceTime) : nowMs - sinceSeconds * 1000,
    timestamps: booleanValue(query, "timestamps") ?? false,
    follow: booleanValue(query, "follow") ?? false,
    previous: booleanValue(query, "previous") ?? false,
  };
}

function sinceTimeMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw badRequest(`sinceTime: ${JSON.stringify(text)} is not a time such as 2006-01-02T15:04:05Z`);
  return ms;
}

interface Following {
  readonly request: ResourceRequest;
  readonly container: ContainerReference;
  readonly kubelet: Kubelet;
  readonly options: LogOptions;
}

/** Sends the log, and what is added to it, until the client disconnects, the container has ended or the pod is deleted. */
async function follow(
  context: ServerContext,
  { request, container, kubelet, options }: Following,
  { exchange, headers }: StreamTarget,
): Promise<void> {
  const { metadata } = container.pod;
  const watch = context.store.watch({ kinds: [pods], namespace: metadata.namespace });
  const body = exchange.start(200, { ...headers, ...textHeaders });
  request.admission.leave();
  let remaining = options.limitBytes ?? Number.POSITIVE_INFINITY;
  const write = (chunk: string): void => {
    const bytes = Buffer.from(chunk).subarray(0, Math.min(remaining, maxUnreadBytes));
    remaining -= bytes.length;
    if (exchange.unsentBytes > maxUnreadBytes) exchange.destroy();
    else if (bytes.length > 0 && !body.closed) body.write(bytes);
    if (remaining <= 0) watch.close();
  };
  exchange.onClose(() => watch.close());
  const stop = kubelet.followLog(container, { timestamps: options.timestamps ?? false, onText: write });
  try {
    write(await kubelet.readLog(container, options));
    do {
      const pod = await findObject(context.store, pods, metadata);
      if (isOver(pod, container)) break;
    } while ((await watch.next()) !== undefined);
  } finally {
    stop();
    watch.close();
    body.end();
  }
}

/** Whether nothing will be added to the log of a container. */
function isOver(pod: Stored<Pod> | undefined, { pod: followed, container }: ContainerReference): boolean {
  if (pod === undefined || pod.metadata.uid !== followed.metadata.uid) return true;
  return stateOf({ pod, container })?.terminated !== undefined;
}
