import { errorMessage, isStoreError, type KubernetesObject, TimeSlice } from "@engenho/core";
import {
  applyPatch,
  deepEqual,
  internalError,
  jsonOf,
  jsonSyntaxError,
  jsonTypeName,
  settled,
} from "@engenho/machinery";
import type { AdmissionContext, AdmissionTarget } from "@engenho/registry";
import { CallFailure } from "./failures.js";

/** A patch with which a webhook has answered. */
export interface ReceivedPatch {
  /** The name of the webhook. */
  readonly hook: string;
  /** JSON text. */
  readonly text: string;
  /** `JSONPatch` is the only one. */
  readonly type: string;
}

/** The operations of a patch. Throws CallFailure for anything else. */
export function decodePatch({ hook, text }: ReceivedPatch): readonly unknown[] {
  const undecodable = (reason: string) =>
    new CallFailure(hook, `received undecodable patch in webhook response: ${reason}`, { status: 503 });
  let operations: unknown;
  try {
    operations = JSON.parse(text);
  } catch {
    throw undecodable(jsonSyntaxError(text));
  }
  if (operations === null) return [];
  if (!Array.isArray(operations)) {
    throw undecodable(`json: cannot unmarshal ${jsonTypeName(operations)} into Go value of type jsonpatch.Patch`);
  }
  return operations;
}

/**
 * The object with the operations applied, decoded and defaulted; the same object if that changes nothing. Rejects with StoreError
 * `InternalError` if the patch does not apply, or if its result is not an object of the kind.
 */
export async function patchedObject(
  object: KubernetesObject,
  operations: readonly unknown[],
  { target, context }: { readonly target: AdmissionTarget; readonly context: AdmissionContext },
): Promise<KubernetesObject> {
  let patched: unknown;
  try {
    const patch = { type: "json", value: operations } as const;
    const work = applyPatch(jsonOf(object), patch, { strategicAllowed: false });
    patched = await settled(work, new TimeSlice(context.clock));
  } catch (error) {
    // The message is for clients whose own patch is wrong; the cause says what does not apply.
    const { cause } = error as { readonly cause?: unknown };
    throw internalError(errorMessage(cause ?? error), error);
  }
  try {
    const decoded = await context.decode(target, patched);
    return deepEqual(decoded, object) ? object : decoded;
  } catch (error) {
    if (!isStoreError(error)) throw error;
    throw internalError(errorMessage(error), error);
  }
}
