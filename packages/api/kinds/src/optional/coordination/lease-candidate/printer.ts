import { ageOf, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../../printing/printer.js";

const leaseName = "LeaseName is the name of the lease for which this candidate is contending. This field is immutable.";

/** LeaseCandidate of coordination.k8s.io. Upstream describes neither version. */
export const leaseCandidatePrinter: Printer = {
  columns: [
    nameColumn,
    column("LeaseName", "string", leaseName),
    column("BinaryVersion", "string", ""),
    column("EmulationVersion", "string", ""),
    ageColumn,
  ],
  cells(item, nowMs) {
    const spec = object(item.spec);
    return [
      nameOf(item),
      text(spec.leaseName),
      text(spec.binaryVersion),
      text(spec.emulationVersion),
      ageOf(item, nowMs),
    ];
  },
};
