import type { Answer } from "../answer/answer.js";
import type { ApiRequest } from "../api-request.js";
import type { Discovery } from "../discovery/discovery.js";
import type { OpenApi } from "../open-api/open-api.js";
import type { ExtraRoute } from "../options.js";
import type { RequestPath } from "../request-info.js";
import type { ServerContext } from "../server-context.js";
import { methodNotAllowed } from "../status/refusals.js";
import type { Health } from "./health.js";
import { rootPaths } from "./root-paths.js";
import { versionInfo } from "./version.js";

/** The handlers of non-resource paths. */
export interface Endpoints {
  readonly discovery: Discovery;
  readonly health: Health;
  readonly openApi: OpenApi;
  readonly extraRoutes: Readonly<Record<string, ExtraRoute>>;
}

/** A request for a non-resource path. */
export type EndpointRequest = ApiRequest & RequestPath;

/** Answers a request for a non-resource path; undefined when nothing is served there. */
export async function serveEndpoint(
  context: ServerContext,
  endpoints: Endpoints,
  request: EndpointRequest,
): Promise<Answer | undefined> {
  const answer = await readEndpoint(context, endpoints, request);
  const reads = request.info.verb === "get" || request.info.verb === "head";
  if (answer !== undefined && !reads) throw methodNotAllowed();
  return answer;
}

async function readEndpoint(
  context: ServerContext,
  { discovery, health, openApi, extraRoutes }: Endpoints,
  request: EndpointRequest,
): Promise<Answer | undefined> {
  const { info, segments, query } = request;
  const extra = Object.hasOwn(extraRoutes, info.path) ? extraRoutes[info.path] : undefined;
  if (extra !== undefined) return extraAnswer(extra, request);
  if (health.serves(segments)) return health.answer(segments, query);
  switch (segments[0]) {
    case undefined:
      return rawJson(rootPaths(context.kinds.table, [...openApi.paths, ...Object.keys(extraRoutes)]));
    case "api":
    case "apis":
      return discovery.answer(request, segments);
    case "version":
      return segments.length === 1 ? rawJson(versionInfo(context.version)) : undefined;
    case "openapi":
      return openApi.answer(request, segments);
    default:
      return undefined;
  }
}

/** Indented JSON, whatever the client accepts (upstream: WriteRawJSON). */
function rawJson(value: object): Answer {
  const body = Buffer.from(JSON.stringify(value, undefined, 2));
  return { type: "bytes", code: 200, headers: { "content-type": "application/json" }, body };
}

async function extraAnswer(route: ExtraRoute, { info, query }: ApiRequest): Promise<Answer> {
  const { code = 200, contentType, cacheControl, body } = await route({ path: info.path, query });
  return {
    type: "bytes",
    code,
    headers: {
      "content-type": contentType,
      ...(cacheControl === undefined ? {} : { "cache-control": cacheControl }),
    },
    body: typeof body === "string" ? Buffer.from(body) : body,
  };
}
