import { type ApiRequest, deleteOptions } from "../api-request.js";
import { type DeletionRequest, parseDeletion } from "../query/delete-options.js";
import type { ServerContext } from "../server-context.js";
import { badRequest } from "../status/refusals.js";
import { BodySyntaxError, bodyFormat, parseBody } from "./parse-body.js";
import { readBody } from "./read-body.js";

const deleteOptionsName = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

/** The DeleteOptions of a DELETE, from its body or, if that is empty, from its query. Throws StoreError. */
export async function readDeletion(context: ServerContext, request: ApiRequest): Promise<DeletionRequest> {
  const { options, orphanDependentsFalse } = await sentDeletion(context, request);
  return { options: deleteOptions(request, options), orphanDependentsFalse };
}

async function sentDeletion({ clock }: ServerContext, request: ApiRequest): Promise<DeletionRequest> {
  const body = await readBody(request);
  if (body.length === 0) return parseDeletion(undefined, request.query);
  const format = bodyFormat(request.exchange.header("content-type"));
  try {
    const { value } = await parseBody(body, {
      clock,
      format,
      definitionOf: ({ kind }) => (kind === "DeleteOptions" ? deleteOptionsName : undefined),
    });
    request.record?.requestBody(value);
    return parseDeletion(value, request.query);
  } catch (error) {
    if (error instanceof BodySyntaxError) {
      throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    }
    throw error;
  }
}
