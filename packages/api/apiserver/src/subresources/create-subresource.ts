import { type Binding, copyWith, type KubernetesObject, pods } from "@engenho/core";
import type { Answer } from "../answer/answer.js";
import { type ResourceRequest, writeOptions, writeQuery } from "../api-request.js";
import { expectedBody, readObject } from "../body/object-body.js";
import { scopeObject } from "../body/scope-object.js";
import { referenceOf } from "../resources/resolve-resource.js";
import { bodyKind } from "../resources/update.js";
import type { ServerContext } from "../server-context.js";
import { badRequest, notSupported } from "../status/refusals.js";
import { success } from "../status/status.js";

/** POST to a subresource: a Pod's binding (AP-43) or eviction, a ServiceAccount's token. */
export async function createSubresource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { info, definition, namespace } = request;
  const reference = referenceOf(request);
  if (info.subresource === "token") {
    const { tokenIssuer } = context;
    if (tokenIssuer === undefined) throw notSupported(definition, "token", "this server does not issue tokens");
    const { createToken } = await import("./create-token.js");
    return createToken(context, request, tokenIssuer);
  }
  const query = writeQuery(request, "CreateOptions");
  const { object: body, strictFaults } = await readObject(context, request, {
    expected: bodyKind(request),
    fieldValidation: query.fieldValidation,
  });
  const placed = scopeObject(named(body, info), { namespace });
  const subresource = context.store.subresource(reference, reference, info.subresource);
  await subresource.create(placed, writeOptions(request, query, strictFaults));
  return { type: "status", code: 201, status: success(undefined, 201) };
}

/** POST of a Binding to `/bindings`, the older form: the Pod's name is in the body. */
export async function createBinding(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const query = writeQuery(request, "CreateOptions");
  const expected = expectedBody(request.definition);
  const { object: body, strictFaults } = await readObject(context, request, {
    expected,
    fieldValidation: query.fieldValidation,
  });
  const placed = scopeObject(body, { namespace: request.namespace });
  const { namespace, name = "" } = placed.metadata;
  const binding = context.store.subresource(pods, { namespace, name }, "binding");
  await binding.create(placed as Binding, writeOptions(request, query, strictFaults));
  return { type: "status", code: 201, status: success(undefined, 201) };
}

/** The body with the name from the path; the body may repeat it but not contradict it. */
function named(body: KubernetesObject, { name, subresource }: ResourceRequest["info"]): KubernetesObject {
  const sent = body.metadata?.name ?? "";
  if (sent === name) return body;
  if (sent === "") return { ...body, metadata: copyWith(body.metadata ?? {}, { name }) };
  const kind = subresource === "eviction" ? "Eviction" : "Binding";
  throw badRequest(`name in URL does not match name in ${kind} object`);
}
