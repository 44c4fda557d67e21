import type { FieldRequirement, LabelSelector, StatusCause } from "@engenho/core";
import { exactValue, parseFieldSelector, parseLabelSelector } from "@engenho/machinery";
import { forbidden, unsupported } from "../status/causes.js";
import { badRequest, invalidOptions, unknownFailure } from "../status/refusals.js";
import { booleanValue, integerValue, resourceVersionFault, textValue } from "./query-values.js";

/** The options of a list, watch or deletion of a collection (metav1.ListOptions). */
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
 * Parses and validates the query. `forceWatch`: the path is a watch path. Throws StoreError `BadRequest` for options that
 * cannot be parsed, `Invalid` for contradictory ones, StatusError 500 for a watch from an invalid resource version. Upstream:
 * internalversion/validation of apimachinery, and storage.ValidateListOptions.
 */
export function parseListQuery(query: URLSearchParams, forceWatch = false): ListQuery {
  if (query.size === 0 && !forceWatch) return nothing;
  const labels = textValue(query, "labelSelector");
  const isWatchRequest = booleanValue(query, "watch") === true;
  const resourceVersion = textValue(query, "resourceVersion");
  const resourceVersionMatch = textValue(query, "resourceVersionMatch");
  const sendInitialEvents = booleanValue(query, "sendInitialEvents");
  const options: ListQuery = {
    labelSelector: labels === undefined ? undefined : parseLabelSelector(labels),
    fieldSelector: parseFieldSelector(textValue(query, "fieldSelector") ?? ""),
    watch: forceWatch || isWatchRequest,
    allowWatchBookmarks: booleanValue(query, "allowWatchBookmarks") === true,
    resourceVersion,
    resourceVersionMatch,
    timeoutSeconds: integerValue(query, "timeoutSeconds"),
    limit: integerValue(query, "limit"),
    continue: textValue(query, "continue"),
    sendInitialEvents,
  };
  // Upstream validates a watch requested only by its path as a list.
  const causes = isWatchRequest ? watchCauses(options) : listCauses(options);
  if (causes.length > 0) throw invalidOptions("ListOptions", causes);
  checkVersion(options);
  // Versions are compared as strings from here on.
  if (/^0\d/.test(resourceVersion ?? ""))
    return { ...options, resourceVersion: resourceVersion?.replace(/^0+(?=\d)/, "") };
  const isLegacy = resourceVersionMatch === undefined && (resourceVersion === undefined || resourceVersion === "0");
  if (!isWatchRequest || sendInitialEvents !== undefined || !isLegacy) return options;
  // Upstream: SetListOptionsDefaults. So such a watch gets a bookmark at the end of its initial events.
  return { ...options, sendInitialEvents: true };
}

function checkVersion({ resourceVersion, watch, fieldSelector, continue: token }: ListQuery): void {
  if (resourceVersion === undefined) return;
  // A list restricted to one name is not paginated.
  if (!watch && token !== undefined && exactValue(fieldSelector, "metadata.name") === undefined) {
    if (resourceVersion === "0") return;
    throw badRequest("specifying resource version is not allowed when using continue");
  }
  const fault = resourceVersionFault(resourceVersion);
  if (fault === undefined) return;
  throw watch ? unknownFailure(fault) : badRequest(`invalid resource version: ${fault}`);
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
