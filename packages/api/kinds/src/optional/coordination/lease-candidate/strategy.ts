import type { coordinationV1beta1, KubernetesObject, StatusCause, Stored } from "@engenho/core";
import {
  Causes,
  compareSemanticVersions,
  configMapKeyFaults,
  parseSemanticVersion,
  qualifiedNameFaults,
  type SemanticVersion,
} from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";

interface Candidate extends KubernetesObject {
  readonly spec?: Partial<coordinationV1beta1.LeaseCandidateSpec>;
}

type Spec = NonNullable<Candidate["spec"]>;

const oldest = "OldestEmulationVersion";
const none: SemanticVersion = { major: 0n, minor: 0n, patch: 0n, prerelease: [] };
const malformed = "must be a valid semantic version";

/** LeaseCandidate of coordination.k8s.io (upstream: pkg/registry/coordination/leasecandidate). */
export const leaseCandidateStrategy: Strategy = {
  // Upstream validates the metadata by apimachinery's generic rules alone.
  qualifiedFinalizers: false,
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  nameFormat: "path-segment",
  nameFaults: configMapKeyFaults,
  validateCreate: (candidate: Candidate) => validate(candidate, undefined),
  validateUpdate: (next: Candidate, current: Stored) => validate(next, current as Candidate),
};

/** Upstream: ValidateLeaseCandidateSpec, ValidateLeaseCandidateSpecUpdate. */
function validate({ spec = {} }: Candidate, current: Candidate | undefined): readonly StatusCause[] {
  const causes = new Causes();
  const { leaseName = "" } = spec;
  if (leaseName === "") causes.required("spec.leaseName");
  const emulation = checkVersions(spec, causes);
  checkStrategy(spec.strategy ?? "", emulation, causes);
  if (current !== undefined && leaseName !== (current.spec?.leaseName ?? "")) {
    causes.invalid("spec.leaseName", leaseName, "field is immutable");
  }
  return causes.list;
}

/** Returns the emulation version; 0.0.0 for none. */
function checkVersions({ binaryVersion = "", emulationVersion = "" }: Spec, causes: Causes): SemanticVersion {
  const emulation = emulationVersion === "" ? none : versionOf(emulationVersion);
  if (emulation === undefined) causes.invalid("spec.emulationVersion", emulationVersion, malformed);
  const binary = binaryVersion === "" ? none : versionOf(binaryVersion);
  if (binaryVersion === "") causes.required("spec.binaryVersion");
  if (binary === undefined) causes.invalid("spec.binaryVersion", binaryVersion, malformed);
  const areGiven = binaryVersion !== "" && emulationVersion !== "";
  if (areGiven && compareSemanticVersions(binary ?? none, emulation ?? none) < 0) {
    causes.invalid("spec.binaryVersion", binaryVersion, "must be greater than or equal to `emulationVersion`");
  }
  return emulation ?? none;
}

function checkStrategy(strategy: string, emulation: SemanticVersion, causes: Causes): void {
  if (strategy === "") {
    causes.required("spec.strategy");
    return;
  }
  if (strategy === oldest && compareSemanticVersions(emulation, none) === 0) {
    causes.required("spec.emulationVersion", `must be specified when \`strategy\` is '${oldest}'`);
  }
  // The field occurs twice in upstream's path.
  const path = "spec.strategy.strategy";
  if (strategy.includes("/")) causes.invalidEach(path, strategy, qualifiedNameFaults(strategy));
  else if (strategy !== oldest) causes.notSupported(path, strategy, [oldest]);
}

/** Undefined for text that is no version. */
function versionOf(text: string): SemanticVersion | undefined {
  try {
    return parseSemanticVersion(text);
  } catch {
    return undefined;
  }
}
