import { compileLabelSelector, definedFields, type ObjectList, type Stored } from "@engenho/core";
import { isPending } from "@engenho/machinery";
import type { Answer } from "../answer/answer.js";
import type { ResourceRequest } from "../api-request.js";
import { includeObjectOf } from "../encoding/table.js";
import { protobufMediaType } from "../http/negotiate.js";
import type { ListQuery } from "../query/list-query.js";
import { checkResourceVersion, listObjects, selectorOf } from "../resources/list.js";
import { refreshedFor } from "../resources/refresh.js";
import type { ServerContext } from "../server-context.js";
import { watchKind } from "./custom-kind-watch.js";
import { eventEncoder } from "./event-encoder.js";
import { compileFieldMatcher } from "./field-matcher.js";
import { protobufEvents } from "./protobuf-events.js";
import type { Selects } from "./select-event.js";
import { streamWatch } from "./stream-watch.js";

/** GET of a collection with `watch=true`: reports errors before the first byte, then streams. */
export async function watchResource(
  context: ServerContext,
  request: ResourceRequest,
  query: ListQuery,
): Promise<Answer> {
  const { definition, namespace } = request;
  const includeObject = includeObjectOf(request.query);
  const selects = selectsOf(request, query);
  const release = context.watches.acquire();
  request.exchange.onClose(release);
  const { list, resourceVersion } = await initialState(context, request, query);
  const watch = watchKind(context, definition, definedFields({ namespace, resourceVersion }));
  const takeInitial = onceOnly(list);
  const onInitialShown = () => request.admission.leave();
  return {
    type: "stream",
    async run({ exchange, negotiated, headers }) {
      const { objects, clock } = context;
      const { transform } = negotiated;
      const encoder =
        negotiated.mediaType === protobufMediaType
          ? protobufEvents({ codec: await context.protobuf(), definition, transform, objects })
          : eventEncoder({ definition, transform, includeObject, objects, clock });
      await streamWatch(context, {
        exchange,
        headers,
        definition,
        encoder,
        query,
        watch,
        scope: namespace === undefined ? "cluster" : "namespace",
        selects,
        takeInitial,
        onInitialShown,
      });
    },
  };
}

/** Returns a value on the first call, and does not hold it afterwards. */
function onceOnly<T>(value: T | undefined): () => T | undefined {
  let held = value;
  return () => {
    const taken = held;
    held = undefined;
    return taken;
  };
}

interface InitialState {
  /** What is sent as ADDED events before the first commit. */
  readonly list: ObjectList | undefined;
  /** Where the watch begins; absent for now. */
  readonly resourceVersion: string | undefined;
}

/**
 * The start of a watch (AP-80). Without a version, or with `0`, it first sends the current state, as with `sendInitialEvents`:
 * that is a list, and counts as one until it has been sent, as upstream (WatchInitializationSignal of API priority and
 * fairness).
 */
async function initialState(context: ServerContext, request: ResourceRequest, query: ListQuery): Promise<InitialState> {
  const { resourceVersion, sendInitialEvents } = query;
  const anyVersion = resourceVersion === undefined || resourceVersion === "0";
  const shown = sendInitialEvents ?? anyVersion;
  // A watch without initial events that begins now misses nothing either way.
  const refreshed = anyVersion && !shown ? undefined : refreshedFor(context, resourceVersion);
  if (refreshed !== undefined) await refreshed;
  if (shown) {
    const entered = request.admission.enter("initial-events");
    if (isPending(entered)) await entered;
    const list = await listObjects(context, request, { ...query, limit: undefined, continue: undefined });
    checkResourceVersion({ ...query, continue: undefined }, list);
    return { list, resourceVersion: list.resourceVersion };
  }
  return { list: undefined, resourceVersion: anyVersion ? undefined : clampedVersion(resourceVersion) };
}

/** A version within the Store's range: greater ones are all equally in the future. */
function clampedVersion(resourceVersion: string): string {
  return Number(resourceVersion) > Number.MAX_SAFE_INTEGER ? String(Number.MAX_SAFE_INTEGER) : resourceVersion;
}

/** The predicate for both selectors; undefined when there are none. */
function selectsOf(request: ResourceRequest, query: ListQuery): Selects | undefined {
  const fields = compileFieldMatcher(request.definition, selectorOf(request, query));
  const labels = query.labelSelector === undefined ? undefined : compileLabelSelector(query.labelSelector);
  if (fields === undefined) {
    if (labels === undefined || labels.selectsEverything) return undefined;
    return (object: Stored) => labels.matches(object.metadata.labels);
  }
  return (object: Stored) => (labels === undefined || labels.matches(object.metadata.labels)) && fields(object);
}
