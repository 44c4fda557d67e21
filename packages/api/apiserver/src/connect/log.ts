import {
  type ContainerReference,
  copyWith,
  errorMessage,
  findObject,
  type Kubelet,
  type LogSelection,
  type Pod,
  pods,
  type StatusCause,
  type Stored,
} from "@engenho/core";
import { canonicalTime, invalidError } from "@engenho/machinery";
import type { Answer, StreamTarget } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { readBody } from "../body/read-body.js";
import { booleanValue, integerValue, presentValue } from "../query/query-values.js";
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
    return text(await wholeLog(kubelet, container, options), options);
  }
  if (!options.follow) return text(await wholeLog(kubelet, container, options), options);
  return { type: "stream", run: (target) => follow(context, { request, container, kubelet, options }, target) };
}

/** The selected lines, all their bytes: a limit may cut a character, which text cannot show. */
function wholeLog(
  kubelet: Kubelet,
  container: ContainerReference,
  options: LogOptions,
): ReturnType<Kubelet["readLog"]> {
  return kubelet.readLog(container, copyWith(options, { limitBytes: undefined }));
}

function text(content: string, { limitBytes }: Pick<LogOptions, "limitBytes"> = {}): Answer {
  const body = Buffer.from(content);
  return { type: "bytes", code: 200, headers: textHeaders, body: body.subarray(0, limitBytes ?? body.length) };
}

/** Throws StoreError `BadRequest`, and `Invalid` with the messages of upstream's ValidatePodLogOptions. */
function logOptions({ query, info }: ResourceRequest, nowMs: number): LogOptions {
  const causes: StatusCause[] = [];
  const tailLines = integerValue(query, "tailLines");
  const limitBytes = integerValue(query, "limitBytes");
  const sinceSeconds = integerValue(query, "sinceSeconds");
  const sinceTime = presentValue(query, "sinceTime");
  if (tailLines !== undefined && tailLines < 0)
    causes.push(invalid("tailLines", String(tailLines), "must be greater than or equal to 0"));
  if (limitBytes !== undefined && limitBytes < 1)
    causes.push(invalid("limitBytes", String(limitBytes), "must be greater than 0"));
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    causes.push(forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  if (sinceSeconds !== undefined && sinceSeconds < 1)
    causes.push(invalid("sinceSeconds", String(sinceSeconds), "must be greater than 0"));
  // The feature gate PodLogsQuerySplitStreams is off in 1.34.
  if (query.has("stream")) causes.push(forbidden("stream", "may not be specified"));
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

/** The time of the query in whole seconds, in which upstream passes it on; empty and `null` are the zero time. */
function sinceTimeMs(text: string | undefined): number | undefined {
  if (text === undefined || text === "" || text === "null") return undefined;
  try {
    const time = canonicalTime(text, "second");
    return time === undefined ? undefined : Date.parse(time);
  } catch (error) {
    throw badRequest(errorMessage(error));
  }
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
    write(await wholeLog(kubelet, container, options));
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
