import type { ObserveCheck } from "@engenho/admission-policies";
import type { RegistryMetrics } from "@engenho/registry";
import { Distribution, type Measure, Tally } from "./measure.js";

const secondsBuckets = [0.005, 0.025, 0.1, 0.5, 1, 2.5];
const checkBuckets = [5e-7, 0.001, 0.01, 0.1, 1];
/** The buckets of Prometheus' client libraries. */
const defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Measures of admission and of expressions, and what they listen to. */
export interface AdmissionMeasures {
  readonly measures: readonly Measure[];
  readonly registry: Required<RegistryMetrics>;
  readonly observeCheck: ObserveCheck;
}

/** Admission plugins, admission policies and the rules of custom kinds, with kube-apiserver's names. */
export function admissionMeasures(): AdmissionMeasures {
  const labels = ["type", "operation", "rejected"];
  const steps = new Distribution(
    { name: "apiserver_admission_step_admission_duration_seconds", labels },
    secondsBuckets,
  );
  const plugins = new Distribution(
    { name: "apiserver_admission_controller_admission_duration_seconds", labels: ["name", ...labels] },
    secondsBuckets,
  );
  const checkLabels = ["policy", "policy_binding", "error_type", "enforcement_action"];
  const checks = new Tally({ name: "apiserver_validating_admission_policy_check_total", labels: checkLabels });
  const checkSeconds = new Distribution(
    { name: "apiserver_validating_admission_policy_check_duration_seconds", labels: checkLabels },
    checkBuckets,
  );
  const compilations = new Distribution({ name: "apiserver_cel_compilation_duration_seconds" }, defaultBuckets);
  const evaluations = new Distribution({ name: "apiserver_cel_evaluation_duration_seconds" }, defaultBuckets);
  return {
    measures: [steps, plugins, checks, checkSeconds, compilations, evaluations],
    registry: {
      admissionTimer({ plugin, type, operation }) {
        const series = (rejected: string) =>
          plugin === undefined
            ? steps.series([type, operation, rejected])
            : plugins.series([plugin, type, operation, rejected]);
        const [admitted, refused] = [series("false"), series("true")];
        return (seconds, rejected) => (rejected ? refused(seconds) : admitted(seconds));
      },
      onCompilation: compilations.series([]),
      onEvaluation: evaluations.series([]),
    },
    observeCheck({ policy, binding, error, action, seconds }) {
      const values = [policy, binding, error, action];
      checks.add(values);
      checkSeconds.observe(values, seconds);
    },
  };
}
