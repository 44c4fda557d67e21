import type { ControllerRevision, StatusCause, Stored } from "@engenho/core";
import { Causes, deepEqual } from "@engenho/machinery";
import type { Strategy } from "@engenho/registry";

/** ControllerRevision of apps/v1: its data is immutable. */
export const controllerRevisionStrategy: Strategy = {
  validateCreate(revision: ControllerRevision): readonly StatusCause[] {
    const causes = new Causes();
    causes.nonNegative("revision", revision.revision);
    const { data } = revision;
    if (data === undefined || data === null) causes.required("data", "data is mandatory");
    else if (typeof data !== "object" || Array.isArray(data))
      causes.required("data", "data must be a valid JSON object");
    return causes.list;
  },
  validateUpdate(next: ControllerRevision, current: Stored<ControllerRevision>): readonly StatusCause[] {
    const causes = new Causes();
    causes.nonNegative("revision", next.revision);
    if (!deepEqual(next.data, current.data)) causes.invalid("data", next.data, "field is immutable");
    return causes.list;
  },
};
