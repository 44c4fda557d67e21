import type { FieldRequirement, LabelSelector, StatusCause } from "@engenho/core";
import { parseFieldSelector } from "../selectors/parse-field-selector.js";
import { parseLabelSelector } from "../selectors/parse-label-selector.js";
import { forbidden, invalid, unsupported } from "../status/causes.js";
import { invalidOptions } from "../status/refusals.js";
import { booleanValue, integerValue, textValue } from "./query-values.js";

/** What a list, watch or deletion of a collection asks for (metav1.ListOptions). */
export interface ListQuery {
  readonly labelSelector: LabelSelector | undefined;
  readonly fieldSelector: readonly FieldRequirement[];
  readonly watch: boolean;
  readonly allowWatchBookmarks: boolean;
  /** Absent for the most recent state; `0` for any. */
  readonly resourceVersion: string | undefined;
  readonly resourceVersionMatch: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly limit: number | undefined;
  readonly continue: string | undefined;
  readonly sendInitialEvents: boolean | undefined;
}

const nothing: ListQuery = Object.freeze({
  labelSelector: undefined,
  fieldSelector: [],
  watch: false,
  allowWatchBookmarks: false,
  resourceVersion: undefined,
  resourceVersionMatch: undefined,
  timeoutSeconds: undefined,
  limit: undefined,
  continue: undefined,
  sendInitialEvents: undefined,
});

/**
 * Reads and checks the query. `forceWatch`: the path says that it is a watch. Throws StoreError `BadRequest` for what
 * cannot be read, `Invalid` for options that contradict each other.
 */
export function parseListQuery(query: URLSearchParams, forceWatch = false): ListQuery {
  if (query.size === 0 && !forceWatch) return nothing;
  const labels = textValue(query, "labelSelector");
  const options: ListQuery = {
    labelSelector: labels === undefined ? undefined : parseLabelSelector(labels),
    fieldSelector: parseFieldSelector(textValue(query, "fieldSelector") ?? ""),
    watch: forceWatch || booleanValue(query, "watch") === true,
    allowWatchBookmarks: booleanValue(query, "allowWatchBookmarks") === true,
    resourceVersion: textValue(query, "resourceVersion"),
    resourceVersionMatch: textValue(query, "resourceVersionMatch"),
    timeoutSeconds: integerValue(query, "timeoutSeconds"),
    limit: integerValue(query, "limit"),
    continue: textValue(query, "continue"),
    sendInitialEvents: booleanValue(query, "sendInitialEvents"),
  };
  const causes = [...versionCauses(options), ...(options.watch ? watchCauses(options) : listCauses(options))];
  if (causes.length > 0) throw invalidOptions("ListOptions", causes);
  return options;
}

function versionCauses({ resourceVersion }: ListQuery): readonly StatusCause[] {
  if (resourceVersion === undefined || /^\d{1,19}$/.test(resourceVersion)) return [];
  const shown = JSON.stringify(resourceVersion);
  return [invalid("resourceVersion", shown, `strconv.ParseUint: parsing ${shown}: invalid syntax`)];
}

function listCauses(options: ListQuery): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const { resourceVersionMatch: match, resourceVersion } = options;
  if (match !== undefined) {
    if (resourceVersion === undefined) {
      causes.push(
        forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"),
      );
    }
    if (options.continue !== undefined) {
      causes.push(forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
    }
    if (match !== "Exact" && match !== "NotOlderThan") {
      causes.push(unsupported("resourceVersionMatch", JSON.stringify(match), ["Exact", "NotOlderThan", ""]));
    }
    if (match === "Exact" && resourceVersion === "0") {
      causes.push(
        forbidden("resourceVersionMatch", 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
      );
    }
  }
  if (options.sendInitialEvents !== undefined) {
    causes.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return causes;
}

function watchCauses(options: ListQuery): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  if (sendInitialEvents !== undefined && match !== "NotOlderThan") {
    causes.push(
      forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
    );
  }
  if (match === undefined) return causes;
  if (sendInitialEvents === undefined) {
    causes.push(
      forbidden(
        "resourceVersionMatch",
        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
      ),
    );
  }
  if (match !== "NotOlderThan") {
    causes.push(unsupported("resourceVersionMatch", JSON.stringify(match), ["NotOlderThan"]));
  }
  if (options.continue !== undefined) {
    causes.push(forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
  }
  return causes;
}
