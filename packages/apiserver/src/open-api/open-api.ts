import type { Answer } from "../answer.js";
import type { ApiRequest } from "../api-request.js";
import type { ServerContext } from "../server-context.js";

/** `/openapi/v2` and `/openapi/v3`. */
export class OpenApi {
  constructor(_context: ServerContext) {}

  async answer(_request: ApiRequest, _segments: readonly string[]): Promise<Answer | undefined> {
    return undefined;
  }
}
