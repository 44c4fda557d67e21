import type { AdmissionTimer, TimedAdmission } from "./observed-plugin.js";

/** Receives observations for metrics. Its functions must not throw. */
export interface RegistryMetrics {
  /** Makes the timer of an admission plugin, or of a whole step; each is made once. Default: they are not timed. */
  readonly admissionTimer?: (timed: TimedAdmission) => AdmissionTimer;
  /** A validation rule of a custom kind has been compiled. */
  readonly onCompilation?: (seconds: number) => void;
  /** The validation rules of a custom object have been evaluated. */
  readonly onEvaluation?: (seconds: number) => void;
}
