import type { RemoteDocuments, RemoteServices } from "@engenho/apiserver";
import {
  type APIService,
  apiServices,
  type Clock,
  createKeyedController,
  errorMessage,
  findObject,
  type KeyedController,
  type Logger,
  type ReconcileResult,
  type Store,
  type Stored,
} from "@engenho/core";
import { readRemote } from "./read-remote.js";
import type { RemoteAccess } from "./remote-service.js";

/** Options of {@link createRemoteOpenApi}. */
export interface RemoteOpenApiOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly remote: RemoteServices;
  readonly access: RemoteAccess;
}

/** The interval between downloads of a document (upstream: successfulUpdateDelay), and the maximum delay after failures. */
const refreshMs = 60_000;
const rarestMs = 60 * 60_000;
/** The timeout of a download (upstream: specDownloadTimeout). */
const timeoutMs = 60_000;
/** The maximum size of an OpenAPI v2 document: parsing it takes some 40 ms. */
const maxDocumentBytes = 4 * 1024 * 1024;
/** The maximum size of the list of OpenAPI v3 documents. */
const maxIndexBytes = 1024 * 1024;
/** The maximum total size of the documents of all services. */
const maxBytesTogether = 64 * 1024 * 1024;

/** What is known about the documents of one service. */
interface Known {
  readonly etag: string | undefined;
  /** The number of failures since the last success. */
  readonly failures: number;
}

/**
 * Downloads the OpenAPI documents of each remote service in the background (upstream: kube-aggregator, pkg/controllers/openapi and
 * openapiv3). The last valid documents are kept while a service does not respond, or responds with invalid ones.
 */
export function createRemoteOpenApi(options: RemoteOpenApiOptions): KeyedController {
  const { store, clock, logger, remote, access } = options;
  const known = new Map<string, Known>();

  async function reconcile(name: string): Promise<ReconcileResult> {
    const service = await findObject<APIService>(store, apiServices, { name });
    if (service?.spec?.service === undefined) {
      known.delete(name);
      return { changed: false };
    }
    // The change of its condition enqueues it again.
    if (!isAvailable(service)) return { changed: false };
    const before = known.get(name) ?? { etag: undefined, failures: 0 };
    try {
      const { documents, etag } = await read(service, before.etag);
      if (!isAllowed(name, documents)) throw new Error("the documents of all APIServices are too large together");
      remote.publish(name, documents);
      known.set(name, { etag, failures: 0 });
      return { changed: false, requeueAfterMs: refreshMs };
    } catch (error) {
      const failures = before.failures + 1;
      known.set(name, { ...before, failures });
      const report = { name, reason: errorMessage(error) };
      if (failures === 1) logger.warn(report, "the OpenAPI documents of an APIService could not be read");
      return { changed: false, requeueAfterMs: Math.min(refreshMs * 2 ** (failures - 1), rarestMs) };
    }
  }

  async function read(service: Stored<APIService>, etag: string | undefined) {
    const { group = "", version = "" } = service.spec ?? {};
    const published = remote.published(service.metadata.name);
    const get = (path: string, maxBytes: number, headers: Readonly<Record<string, string>> = {}) =>
      readRemote(
        service,
        { access, clock },
        {
          ...{ path, timeoutMs, maxBytes },
          headers: { accept: "application/json", "x-remote-user": "system:aggregator", ...headers },
        },
      );
    const index = await get("/openapi/v3", maxIndexBytes);
    const v3 = index.status === 200 ? pathIn(index.body, `apis/${group}/${version}`) : undefined;
    const conditional = etag === undefined || published?.v2 === undefined ? {} : { "if-none-match": etag };
    const answer = await get("/openapi/v2", maxDocumentBytes, conditional);
    switch (answer.status) {
      case 200:
        // An unchanged document must be the same object: otherwise the merged document would be built again.
        return {
          documents: { v2: published?.v2?.equals(answer.body) ? published.v2 : answer.body, v3 },
          etag: answer.etag,
        };
      case 304:
        return { documents: { v2: published?.v2, v3 }, etag };
      case 404:
        return { documents: { v2: undefined, v3 }, etag: undefined };
      default:
        throw new Error(`failed to retrieve openAPI spec, http error: ${answer.status}`);
    }
  }

  function isAllowed(name: string, { v2 }: RemoteDocuments): boolean {
    const others = remote.documents().filter((document) => document.name !== name);
    const bytes = others.reduce((sum, document) => sum + document.v2.length, v2?.length ?? 0);
    return bytes <= maxBytesTogether;
  }

  return createKeyedController({
    name: "apiservice-openapi",
    store,
    clock,
    logger,
    watches: [{ kind: apiServices, keysOf: ({ object }) => [object.metadata.name] }],
    async listKeys() {
      const { items } = await store.list(apiServices);
      return items.map(({ metadata }) => metadata.name);
    },
    reconcile,
  });
}

function isAvailable({ status }: APIService): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === "Available" && is === "True") === true;
}

/** The path of a document in the list of a server; undefined if the list is invalid, or has no path on this server for the document. */
function pathIn(body: Buffer, name: string): string | undefined {
  const own = `/openapi/v3/${name}`;
  try {
    const { paths } = JSON.parse(body.toString());
    const url: unknown = Object.hasOwn(paths, name) ? paths[name].serverRelativeURL : undefined;
    return typeof url === "string" && (url === own || url.startsWith(`${own}?`)) ? url : undefined;
  } catch {
    return undefined;
  }
}
