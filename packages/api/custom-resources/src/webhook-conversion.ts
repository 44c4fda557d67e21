import { copyWith, errorMessage, type KubernetesObject, StoreError } from "@engenho/core";
import {
  Causes,
  checkAnnotations,
  checkLabels,
  goQuote,
  isJsonObject,
  type JsonObject,
  jsonTypeName,
  objectOf,
} from "@engenho/machinery";
import type { ConversionOutcome } from "@engenho/registry";
import type { ConversionTools } from "./custom-kind-rules.js";
import type { DefinitionConversion } from "./definition.js";

/** Converts objects of a kind to a version, in their order. Rejects with StoreError `InternalError`, with upstream's messages. */
export type ConvertObjects = (
  objects: readonly KubernetesObject[],
  apiVersion: string,
) => Promise<readonly KubernetesObject[]>;

const group = "apiextensions.k8s.io";
const kind = "ConversionReview";
const reviewVersions = ["v1", "v1beta1"];
const timeoutMs = 30_000;
const maxAnswerBytes = 64 * 1024 * 1024;
/**
 * How many objects one review has at most, so that a long list does not become one message of hundreds of megabytes.
 */
const maxObjects = 1000;

/** Converts objects by the webhook of a definition (upstream: conversion/webhook_converter.go). */
export function webhookConversion(conversion: DefinitionConversion, tools: ConversionTools): ConvertObjects {
  return async (objects, apiVersion) => {
    const converted: KubernetesObject[] = [];
    for (let start = 0; start < objects.length; start += maxObjects) {
      const some = objects.slice(start, start + maxObjects);
      converted.push(...(await convertSome(conversion, tools, { objects: some, apiVersion })));
    }
    return converted;
  };
}

interface Wanted {
  readonly objects: readonly KubernetesObject[];
  readonly apiVersion: string;
}

async function convertSome(
  { webhook }: DefinitionConversion,
  { client, random, clock }: ConversionTools,
  { objects, apiVersion }: Wanted,
): Promise<readonly KubernetesObject[]> {
  const [first] = objects;
  const subject = `conversion webhook for ${first?.apiVersion}, Kind=${first?.kind}`;
  const version = webhook?.conversionReviewVersions?.find((known) => reviewVersions.includes(known));
  if (version === undefined) throw failure("no supported conversion review versions");
  const uid = random.uuid();
  const review = {
    kind,
    apiVersion: `${group}/${version}`,
    request: { uid, desiredAPIVersion: apiVersion, objects },
  };
  const beganMs = clock.monotonicNow();
  const note = (fault: ConversionOutcome["failure"]) =>
    client?.onConversion?.({ seconds: (clock.monotonicNow() - beganMs) / 1000, failure: fault });
  /** The failure to report if the next step throws. */
  let fault: ConversionOutcome["failure"] = "conversion_webhook_call_failure";
  try {
    if (client === undefined) throw failure(`${subject} failed: this server calls no webhooks`);
    const { caBundle = "", ...address } = webhook?.clientConfig ?? {};
    const answer = await client
      .post(
        // As upstream, a bundle of only white space counts as absent.
        { ...address, caBundle: caBundle !== "" && atob(caBundle).trim() === "" ? "" : caBundle },
        review,
        { timeoutMs, tellsTimeout: true, maxAnswerBytes, expects: { group, version, kind } },
      )
      .catch((error: unknown) => {
        throw failure(`${subject} failed: ${errorMessage(error)}`);
      });
    fault = "conversion_webhook_malformed_response_failure";
    const converted = objectsIn(answer, { uid, version, subject });
    fault = "conversion_webhook_partial_response_failure";
    if (converted.length !== objects.length) {
      throw failure(`${subject} returned ${converted.length} objects, expected ${objects.length}`);
    }
    fault = "conversion_webhook_invalid_converted_object_failure";
    const isList = objects.length > 1;
    const all = objects.map((object, index) =>
      checked(object, converted[index], { subject, apiVersion, index, isList }),
    );
    note(undefined);
    return all;
  } catch (error) {
    note(fault);
    throw error;
  }
}

function objectsIn(
  answer: unknown,
  { uid, version, subject }: { readonly uid: string; readonly version: string; readonly subject: string },
): readonly unknown[] {
  try {
    return objectsOf(answer, { uid, version });
  } catch (error) {
    throw failure(`${subject} failed: ${errorMessage(error)}`);
  }
}

/** Throws Error with upstream's message for an invalid response (upstream: getConvertedObjectsFromResponse). */
function objectsOf(
  answer: unknown,
  { uid, version }: { readonly uid: string; readonly version: string },
): readonly unknown[] {
  const review = isJsonObject(answer) ? answer : {};
  const apiVersion = textOf(review, "apiVersion", { struct: "ConversionReview", path: "" });
  const actual = textOf(review, "kind", { struct: "ConversionReview", path: "" });
  if (version === "v1" && (apiVersion !== `${group}/v1` || actual !== kind)) {
    const got = `${apiVersion === "" ? "/" : apiVersion}, Kind=${actual}`;
    throw new Error(`expected webhook response of ${group}/v1, Kind=${kind}, got ${got}`);
  }
  if (!isJsonObject(review.response)) throw new Error("no response provided");
  const { response } = review;
  const answered = textOf(response, "uid", { struct: "ConversionResponse", path: "response." });
  if (version === "v1" && answered !== uid) {
    throw new Error(`expected response.uid=${goQuote(uid)}, got ${goQuote(answered)}`);
  }
  const result = isJsonObject(response.result) ? response.result : {};
  const status = textOf(result, "status", { struct: "Status", path: "response.result." });
  if (status !== "Success") {
    const message = textOf(result, "message", { struct: "Status", path: "response.result." });
    throw new Error(message === "" ? `response.result.status was '${status}', not 'Success'` : message);
  }
  return Array.isArray(response.convertedObjects) ? response.convertedObjects : [];
}

/** A text of an answer; `""` without one. Throws Error with the message of Go's decoder for anything else. */
function textOf(
  holder: JsonObject,
  field: string,
  { struct, path }: { readonly struct: string; readonly path: string },
): string {
  const value = holder[field] ?? "";
  if (typeof value === "string") return value;
  const type = field === "uid" ? "types.UID" : "string";
  throw new Error(
    `json: cannot unmarshal ${jsonTypeName(value)} into Go struct field ${struct}.${path}${field} of type ${type}`,
  );
}

interface Place {
  readonly subject: string;
  readonly apiVersion: string;
  readonly index: number;
  readonly isList: boolean;
}

/** A converted object with the metadata that it had, except for labels and annotations. */
function checked(original: KubernetesObject, converted: unknown, place: Place): KubernetesObject {
  const { subject, apiVersion, index, isList } = place;
  const returned = `${subject} returned invalid`;
  const object = isJsonObject(converted) ? converted : {};
  const at = isList ? `converted object at index ${index}` : "object at index 0";
  if (object.apiVersion !== apiVersion) {
    const received = typeof object.apiVersion === "string" ? object.apiVersion : "/";
    throw failure(`${returned} ${at}: invalid groupVersion (expected ${apiVersion}, received ${received})`);
  }
  if (object.kind !== original.kind) {
    const received = typeof object.kind === "string" ? object.kind : "";
    throw failure(`${returned} ${at}: invalid kind (expected ${original.kind}, received ${received})`);
  }
  const identity = identityFault(original, object);
  if (identity !== undefined) throw failure(`${returned} ${isList ? at : "object"}: ${identity}`);
  const { metadata } = object;
  const invalid = `${returned} metadata${isList ? ` in object at index ${index}` : ""}`;
  if (metadata === undefined) throw failure(`${invalid}: missing metadata in converted object`);
  if (!isJsonObject(metadata)) {
    throw failure(`${invalid}: invalid metadata of type ${goType(metadata)} in converted object`);
  }
  const fault = textsFault(original, metadata);
  if (fault !== undefined) throw failure(`${invalid}: ${fault}`);
  return objectOf(copyWith(object, { metadata: withTexts(original.metadata, metadata) }));
}

/** Upstream: validateConvertedObject. */
function identityFault(original: KubernetesObject, object: JsonObject): string | undefined {
  const metadata: JsonObject = isJsonObject(object.metadata) ? object.metadata : {};
  for (const [field, named] of [
    ["name", "name"],
    ["namespace", "namespace"],
    ["uid", "UID"],
  ] as const) {
    const before = original.metadata[field] ?? "";
    const after = typeof metadata[field] === "string" ? metadata[field] : "";
    if (before !== after) return `must have the same ${named}: ${before} != ${after}`;
  }
  return undefined;
}

/** Upstream: restoreObjectMeta. */
function textsFault(original: KubernetesObject, metadata: JsonObject): string | undefined {
  for (const field of ["labels", "annotations"] as const) {
    const texts = metadata[field];
    if (texts === undefined || texts === null) continue;
    if (!isJsonObject(texts)) return `invalid metadata.${field} of type ${goType(texts)} in converted object`;
    const before = original.metadata[field] ?? {};
    let isChanged = Object.keys(before).length !== Object.keys(texts).length;
    for (const [name, text] of Object.entries(texts)) {
      if (typeof text !== "string") {
        return `metadata.${field}[${name}] must be a string, but is ${goType(text)} in converted object`;
      }
      if (!Object.hasOwn(before, name) || before[name] !== text) isChanged = true;
    }
    if (!isChanged) continue;
    const causes = new Causes();
    const values = texts as Readonly<Record<string, string>>;
    if (field === "labels") checkLabels(values, "metadata.labels", causes);
    // Upstream's path lacks an s.
    else checkAnnotations(values, "metadata.annotation", causes);
    const faults = causes.list.map(({ field: path, message }) => `${path}: ${message}`);
    if (faults.length > 0) return faults.length === 1 ? faults[0] : `[${faults.join(", ")}]`;
  }
  return undefined;
}

function withTexts(kept: KubernetesObject["metadata"], sent: JsonObject): KubernetesObject["metadata"] {
  const { labels: _labels, annotations: _annotations, ...others } = kept;
  return {
    ...others,
    ...(isJsonObject(sent.labels) ? { labels: sent.labels } : {}),
    ...(isJsonObject(sent.annotations) ? { annotations: sent.annotations } : {}),
  } as KubernetesObject["metadata"];
}

function goType(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "map[string]interface {}";
}

function failure(message: string): StoreError {
  return new StoreError("InternalError", message);
}
