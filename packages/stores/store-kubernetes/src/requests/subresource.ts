import {
  copyWith,
  deepFreeze,
  type KubernetesObject,
  type ObjectKey,
  type Patch,
  type Stored,
  type Subresource,
  type WriteOptions,
} from "@engenho/core";
import type { ApiAnswer, ApiRequest } from "../http/api-client.js";
import { isStatus } from "../http/status-error.js";
import { patchRequest, writeHeaders, writeQuery } from "./write-requests.js";

/** Options of {@link createSubresource}. */
export interface SubresourceContext {
  readonly name: string;
  /** The object. */
  readonly key: ObjectKey;
  readonly path: () => Promise<string>;
  readonly request: (request: ApiRequest) => Promise<ApiAnswer>;
  /** Called after a write that was not a dry run. */
  readonly onWritten: () => Promise<void>;
}

/** Subresources whose creation writes nothing. */
const questions: ReadonlySet<string> = new Set(["token"]);

/** A subresource with a body of its own. */
export function createSubresource<Body extends KubernetesObject>(context: SubresourceContext): Subresource<Body> {
  const { name, path, request, onWritten } = context;

  async function written<T>(value: unknown, options: WriteOptions): Promise<T> {
    if (options.dryRun !== true && !questions.has(name)) await onWritten();
    return deepFreeze(value) as T;
  }

  return {
    async get() {
      const { value } = await request({ method: "GET", path: await path() });
      return deepFreeze(value) as Stored<Body>;
    },
    async create(body, options = {}) {
      const { onWarning } = options;
      const { value } = await request({
        method: "POST",
        path: await path(),
        query: writeQuery(options),
        headers: writeHeaders(options),
        body,
        onWarning,
      });
      // The response to a binding or an eviction is a Status.
      return written<Body>(isStatus(value) ? named(body, context.key) : value, options);
    },
    async update(body, options = {}) {
      const { onWarning } = options;
      const { value } = await request({
        method: "PUT",
        path: await path(),
        query: writeQuery(options),
        headers: writeHeaders(options),
        body,
        onWarning,
      });
      return written<Stored<Body>>(value, options);
    },
    async patch(patch: Patch, options: WriteOptions = {}) {
      const { value } = await request(patchRequest(await path(), patch, options));
      return written<Stored<Body>>(value, options);
    },
  };
}

/** The accepted body, with the name and namespace of the object. */
function named<Body extends KubernetesObject>(body: Body, { namespace, name }: ObjectKey): Body {
  const where = namespace === undefined || namespace === "" ? { name } : { name, namespace };
  return copyWith(body, { metadata: copyWith(body.metadata ?? {}, where) }) as Body;
}
