import { goQuote, isJsonObject, type JsonObject, jsonTypeName } from "@engenho/machinery";
import type { Review } from "./admission-review.js";

/** The response of a webhook. */
export interface AdmissionResponse {
  readonly allowed: boolean;
  /** The JSON Patch; undefined without one. Only a mutating webhook has one. */
  readonly patch: string | undefined;
  readonly patchType: string;
  /** The Status of a denial. */
  readonly result: JsonObject | undefined;
  readonly warnings: readonly string[];
  readonly auditAnnotations: ReadonlyMap<string, string>;
}

const jsonPatch = "JSONPatch";
const expected = "admission.k8s.io/v1, Kind=AdmissionReview";

/** Decodes the response to a review. Throws Error with the message of Go's decoder for fields of the wrong type. */
export function decodeResponse(answer: unknown): JsonObject {
  const review = isJsonObject(answer) ? answer : {};
  const { response } = review;
  if (response === undefined || response === null) return review;
  if (!isJsonObject(response)) throw wrongType(response, "AdmissionReview.response", "AdmissionResponse");
  for (const [field, type, goType] of fieldTypes) {
    const value = response[field];
    if (value !== undefined && value !== null && typeof value !== type) {
      throw wrongType(value, `AdmissionResponse.response.${field}`, goType);
    }
  }
  const { status, patch, warnings, auditAnnotations } = response;
  if (isSet(status) && !isJsonObject(status)) throw wrongType(status, "AdmissionResponse.response.status", "v1.Status");
  if (isSet(warnings) && !(Array.isArray(warnings) && warnings.every((text) => typeof text === "string"))) {
    throw wrongType(warnings, "AdmissionResponse.response.warnings", "[]string");
  }
  const areTexts =
    isJsonObject(auditAnnotations) && Object.values(auditAnnotations).every((text) => typeof text === "string");
  if (isSet(auditAnnotations) && !areTexts) {
    throw wrongType(auditAnnotations, "AdmissionResponse.response.auditAnnotations", "map[string]string");
  }
  if (
    typeof patch === "string" &&
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(patch.replace(/[\r\n]/g, ""))
  ) {
    throw new Error("illegal base64 data at input byte 0");
  }
  return review;
}

const fieldTypes = [
  ["uid", "string", "types.UID"],
  ["allowed", "boolean", "bool"],
  ["patch", "string", "[]uint8"],
  ["patchType", "string", "v1.PatchType"],
] as const;

/** Checks a decoded response (upstream: webhookrequest.VerifyAdmissionResponse). Throws Error. */
export function verifyResponse(review: JsonObject, { version, uid }: Review, isMutating: boolean): AdmissionResponse {
  const { response, apiVersion = "", kind = "" } = review;
  if (!isJsonObject(response)) throw new Error("webhook response was absent");
  const { patch = null, patchType = null } = response;
  if (version === "v1") {
    const { uid: answered = "" } = response;
    if (answered !== uid) throw new Error(`expected response.uid=${goQuote(uid)}, got ${goQuote(String(answered))}`);
    if (apiVersion !== "admission.k8s.io/v1" || kind !== "AdmissionReview") {
      throw new Error(
        `expected webhook response of ${expected}, got ${apiVersion === "" ? "/" : apiVersion}, Kind=${kind}`,
      );
    }
    checkPatch({ hasPatch: patch !== null && patch !== "", patchType }, isMutating);
  }
  const isPatched = isMutating && typeof patch === "string" && patch !== "";
  const { warnings, auditAnnotations, status } = response;
  return {
    allowed: response.allowed === true,
    patch: isPatched ? Buffer.from(patch, "base64").toString() : undefined,
    // v1beta1 has no other type.
    patchType: version === "v1" && typeof patchType === "string" ? patchType : jsonPatch,
    result: isJsonObject(status) ? status : undefined,
    warnings: Array.isArray(warnings) ? (warnings as readonly string[]) : [],
    auditAnnotations: new Map(Object.entries((auditAnnotations ?? {}) as Readonly<Record<string, string>>)),
  };
}

function checkPatch(
  { hasPatch, patchType }: { readonly hasPatch: boolean; readonly patchType: unknown },
  isMutating: boolean,
): void {
  if (!isMutating) {
    if (hasPatch) throw new Error("validating webhook may not return response.patch");
    if (patchType !== null) throw new Error("validating webhook may not return response.patchType");
    return;
  }
  if (hasPatch && patchType === null) throw new Error("webhook returned response.patch but not response.patchType");
  if (!hasPatch && patchType !== null) throw new Error("webhook returned response.patchType but not response.patch");
  if (patchType === "") throw new Error('webhook returned invalid response.patchType of ""');
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function wrongType(value: unknown, field: string, type: string): Error {
  return new Error(`json: cannot unmarshal ${jsonTypeName(value)} into Go struct field ${field} of type ${type}`);
}
