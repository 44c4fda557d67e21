import type { KubernetesObject } from "@engenho/core";
import { type ApplyOptions, applyServerSide as applyInPhases } from "../../src/apply/index.js";
import { atOnce } from "../support/at-once.js";

/** Server-side apply without turns for anybody. */
export function applyServerSide(options: ApplyOptions): KubernetesObject {
  return atOnce(applyInPhases(options));
}
