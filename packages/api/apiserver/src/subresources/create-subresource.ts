import { type Binding, copyWith, type KubernetesObject, pods } from "@engenho/core";
import { invalidError, jsonTypeName } from "@engenho/machinery";
import type { Answer } from "../answer/answer.js";
import { type ResourceRequest, writeOptions, writeQuery } from "../api-request.js";
import { cannotBeHandled, type ExpectedKind, expectedBody, readObject } from "../body/object-body.js";
import { scopeObject } from "../body/scope-object.js";
import { referenceOf } from "../resources/resolve-resource.js";
import { bodyKind } from "../resources/update.js";
import type { ServerContext } from "../server-context.js";
import { invalid } from "../status/causes.js";
import { badRequest } from "../status/refusals.js";
import { success } from "../status/status.js";

/** POST to a subresource: a Pod's binding (AP-43) or eviction, a ServiceAccount's token. */
export async function createSubresource(context: ServerContext, request: ResourceRequest): Promise<Answer> {
  const { info, namespace } = request;
  const reference = referenceOf(request);
  const query = writeQuery(request, "CreateOptions");
  const { object: body, strictFaults } = await readObject(context, request, {
    expected: bodyKind(request),
    fieldValidation: query.fieldValidation,
  });
  const placed = scopeObject(named(body, info), { namespace });
  const subresource = context.store.subresource(reference, reference, info.subresource);
  const accepted = await subresource.create(placed, writeOptions(request, query, strictFaults));
  if (info.subresource === "token") return { type: "value", code: 201, value: accepted };
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
  const { namespace } = placed.metadata;
  const binding = context.store.subresource(pods, { namespace, name: podName(placed, expected) }, "binding");
  await binding.create(placed as Binding, writeOptions(request, query, strictFaults));
  return { type: "status", code: 201, status: success(undefined, 201) };
}

/** The Pod's name in a Binding, which is needed before the Store decodes the body. Throws StoreError `BadRequest`. */
function podName(binding: KubernetesObject, expected: ExpectedKind): string {
  const name: unknown = binding.metadata.name ?? "";
  if (name === "") throw badRequest("Name parameter required.");
  if (typeof name === "string") return name;
  const reason = `json: cannot unmarshal ${jsonTypeName(name)} into Go struct field ObjectMeta.metadata.name of type string`;
  throw cannotBeHandled(binding, expected, reason);
}

/** The body with the name from the path; the body may repeat it but not contradict it. */
function named(body: KubernetesObject, { name, subresource }: ResourceRequest["info"]): KubernetesObject {
  const sent: unknown = body.metadata.name ?? "";
  // The Store refuses a name that is not a string: its message names the expected type.
  if (typeof sent !== "string") return body;
  if (sent === name) return body;
  if (sent === "") return { ...body, metadata: copyWith(body.metadata, { name }) };
  if (subresource === "token") throw invalidTokenName(sent, name);
  const kind = subresource === "eviction" ? "Eviction" : "Binding";
  throw badRequest(`name in URL does not match name in ${kind} object`);
}

function invalidTokenName(sent: string, name: string): Error {
  const text = "must match the service account name if specified";
  const kind = { group: "authentication.k8s.io", kind: "TokenRequest" };
  return invalidError(kind, name, [invalid("metadata.name", JSON.stringify(sent), text)]);
}
