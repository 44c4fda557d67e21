import type { batchV1, Job, Stored } from "@engenho/core";
import type { Causes } from "@engenho/machinery";
import { sameByMeaning, sameFieldByMeaning } from "../../shared/equality.js";
import { goPodTemplate, goStructValue } from "../../shared/go-diff/go-struct-value.js";

type Spec = Partial<batchV1.JobSpec>;
type PodAffinity = NonNullable<NonNullable<batchV1.JobSpec["template"]["spec"]>["affinity"]>;

const sameField = sameFieldByMeaning("io.k8s.api.batch.v1.JobSpec");
const sameTemplate = sameByMeaning("io.k8s.api.core.v1.PodTemplateSpec");

const immutable = "field is immutable";

/** How upstream prints the new value of an immutable field; without an entry: as it was sent. */
const printed: ReadonlyMap<keyof batchV1.JobSpec, (spec: Spec) => unknown> = new Map([
  ["template", ({ template = {} }: Spec) => goPodTemplate(template)],
  ["podFailurePolicy", ({ podFailurePolicy }: Spec) => structOrNull("PodFailurePolicy", podFailurePolicy)],
  ["successPolicy", ({ successPolicy }: Spec) => structOrNull("SuccessPolicy", successPolicy)],
]);

const immutableFields = [
  "completions",
  "selector",
  "template",
  "completionMode",
  "podFailurePolicy",
  "backoffLimitPerIndex",
  "managedBy",
  "successPolicy",
] as const;

/** Checks what has changed in a Job's spec. Upstream: ValidateJobSpecUpdate. */
export function checkJobChanges(next: Spec, current: Stored<Job>, causes: Causes): void {
  const before: Spec = current.spec ?? {};
  for (const field of immutableFields) {
    if (sameField(field, next[field], before[field])) continue;
    const path = `spec.${field}`;
    if (field === "completions" && next.completionMode === "Indexed") {
      if (next.completions !== undefined && next.completions !== next.parallelism) {
        causes.invalid(path, next.completions, "can only be modified in tandem with spec.parallelism");
      }
    } else if (field !== "template" || !mayReschedule(next, current)) {
      causes.invalid(path, printed.get(field)?.(next) ?? next[field], immutable);
    }
  }
}

function structOrNull(name: string, value: unknown): unknown {
  return value === undefined ? null : goStructValue(name, value);
}

/** Whether only the scheduling directives of a suspended Job that has not started have changed. */
function mayReschedule(next: Spec, { spec, status }: Stored<Job>): boolean {
  if (spec?.suspend !== true || (status?.startTime ?? undefined) !== undefined) return false;
  return sameTemplate(withoutScheduling(next), withoutScheduling(spec));
}

function withoutScheduling({ template }: Spec): unknown {
  const {
    nodeSelector: _nodes,
    tolerations: _tolerations,
    schedulingGates: _gates,
    affinity,
    ...spec
  } = template?.spec ?? { containers: [] };
  const { labels: _labels, annotations: _annotations, ...metadata } = template?.metadata ?? {};
  return { metadata, spec: { ...spec, ...withoutNodeAffinity(affinity) } };
}

function withoutNodeAffinity(affinity: PodAffinity | undefined): { readonly affinity?: PodAffinity } {
  const { nodeAffinity: _nodes, ...others } = affinity ?? {};
  return Object.keys(others).length === 0 ? {} : { affinity: others };
}
