import { RecentMemo } from "@engenho/core";
import type { PodTemplate } from "../pod-template.js";
import { dumpPodTemplate } from "./dump.js";
import { Fnv32a } from "./fnv.js";
import { safeEncode } from "./safe-encode.js";

/** The hash state of each template before the collision count: templates are immutable, and their dump is long. */
const states = new RecentMemo<PodTemplate, number>();

/**
 * The value of the label `pod-template-hash` for a Deployment's template and `status.collisionCount`, as computed by
 * Kubernetes 1.34 (controller.ComputeHash; DEP-45). An absent count and 0 give different hashes.
 */
export function computeHash(template: PodTemplate, collisionCount: number | undefined): string {
  let state = states.get(template);
  if (state === undefined) {
    const hash = new Fnv32a();
    dumpPodTemplate(template, hash);
    state = hash.state;
    states.set(template, state);
  }
  if (collisionCount === undefined) return safeEncode(String(state));
  const hash = new Fnv32a(state);
  hash.writeBytes(collisionBytes(collisionCount));
  return safeEncode(String(hash.state));
}

/** Eight bytes, of which upstream sets only the first four. */
function collisionBytes(collisionCount: number): readonly number[] {
  const bytes = [0, 8, 16, 24].map((shift) => (collisionCount >>> shift) & 0xff);
  return [...bytes, 0, 0, 0, 0];
}
