import type { KubernetesObject } from "@engenho/core";
import { atOnce } from "../../../registry/test/support/at-once.js";
import {
  type ApplyOptions,
  applyServerSide as applyInPieces,
  type RecordUpdateOptions,
  recordUpdate as recordInPieces,
} from "../../src/apply/index.js";

/** Server-side apply without turns for anybody. */
export function applyServerSide(options: ApplyOptions): KubernetesObject {
  return atOnce(applyInPieces(options));
}

/** The recording of an update without turns for anybody. */
export function recordUpdate(options: RecordUpdateOptions): KubernetesObject {
  return atOnce(recordInPieces(options));
}
