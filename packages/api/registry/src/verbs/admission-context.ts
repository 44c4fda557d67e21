import { copyWith, type KubernetesObject, StoreError } from "@engenho/core";
import { andThen, isJsonObject, type MaybePromise, type RequestTurns, stringField } from "@engenho/machinery";
import type { AdmissionContext, AdmissionTarget } from "../admission/admission.js";
import type { DerivedValues } from "../admission/derived-values.js";
import type { RegistryContext } from "../context/registry-context.js";
import { toServed, toStored } from "../model/conversion.js";
import { apiVersionOf, hasForeignBody, type Resource } from "../model/resource.js";
import { decodeAndDefault } from "./decode-and-default.js";
import { decodeSubresourceBody } from "./subresource-body.js";

/** What a registry lets plugins access. */
type Accessible = Pick<AdmissionContext, "authorizer" | "create" | "update" | "webhookClient"> &
  Pick<RegistryContext, "backend" | "catalogue" | "clock" | "logger" | "random" | "turns"> & {
    readonly derived: DerivedValues;
  };

/** The context of a registry's admission plugins. */
export function admissionContext(registry: Accessible): AdmissionContext {
  const { backend, catalogue, clock, derived, logger, random, turns, authorizer, webhookClient, create, update } =
    registry;
  return {
    clock,
    random,
    logger,
    authorizer,
    webhookClient,
    get: (key) => backend.get(key),
    list: (kind, query) => backend.list(kind, query),
    count: (kind) => backend.count(kind),
    create,
    update,
    derived: (kind, derive) => derived.of(kind, derive),
    findKind: (reference) => catalogue.lookUp(reference),
    served: (object, resource) => toServed(resource, object),
    equivalents: (resource) => catalogue.equivalents(resource),
    convert: converted,
    decode: async (target, value, { strict = false } = {}) => {
      const own = turns.ofRequest();
      try {
        return await decoded(target, value, { write: strict ? strictly : leniently, turns: own });
      } finally {
        own.end();
      }
    },
  };
}

function converted<T extends KubernetesObject>(object: T, from: Resource, to: Resource): MaybePromise<T> {
  if (from === to) return object;
  return andThen(toStored(from, object), (stored) => toServed(to, stored as T));
}

function decoded(
  target: AdmissionTarget,
  value: unknown,
  { write, turns }: { readonly write: typeof leniently | typeof strictly; readonly turns: RequestTurns },
): MaybePromise<KubernetesObject> {
  const { resource, subresource } = target;
  if (!isJsonObject(value)) throw new StoreError("BadRequest", "the object is not a JSON object");
  const body = resource.subresources.get(subresource)?.body ?? resource.definition;
  if (value.kind !== body.kind || value.apiVersion !== apiVersionOf(body)) {
    const [kind, version] = [stringField(value, "kind"), stringField(value, "apiVersion")];
    const message = `no kind "${kind}" is registered for version "${version}"`;
    throw new StoreError("BadRequest", message);
  }
  const sent = isJsonObject(value.metadata) ? value : copyWith(value, { metadata: {} });
  if (!hasForeignBody(resource, subresource)) return decodeAndDefault(resource, sent, { write }, turns);
  return decodeSubresourceBody(target, sent, write);
}

/** As upstream decodes what a webhook has patched. */
const leniently = { fieldValidation: "Ignore" } as const;

/** As upstream decodes what a policy has patched. */
const strictly = { fieldValidation: "Strict" } as const;
