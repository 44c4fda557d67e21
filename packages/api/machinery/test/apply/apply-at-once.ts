import type { KubernetesObject } from "@engenho/core";
import { atOnce } from "../../../registry/test/support/at-once.js";
import { type ApplyOptions, applyServerSide as applyInPieces } from "../../src/apply/apply-server-side.js";
import { type RecordUpdateOptions, recordUpdate as recordInPieces } from "../../src/apply/record-update.js";

/** Server-side apply without yielding. */
export function applyServerSide(options: ApplyOptions): KubernetesObject {
  return atOnce(applyInPieces(options));
}

/** Recording of an update without yielding. */
export function recordUpdate(options: RecordUpdateOptions): KubernetesObject {
  return atOnce(recordInPieces(options));
}
