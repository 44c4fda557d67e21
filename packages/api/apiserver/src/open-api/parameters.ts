import { sharedDefinitions } from "./definitions.js";

/** One parameter of an operation. */
export interface Parameter {
  readonly in: "query" | "path" | "body";
  readonly name: string;
  readonly type?: "string" | "integer" | "boolean";
  readonly description?: string;
  readonly required?: true;
  /** For a body: its definition. */
  readonly definition?: string;
  /** Its name among the parameters shared by operations in OpenAPI v2, as upstream publishes it. */
  readonly shared?: string;
}

/** A query parameter that operations share. */
export function shared(suffix: string, type: "string" | "integer" | "boolean", description: string): Parameter {
  const name = suffix.slice(0, suffix.indexOf("-"));
  return { in: "query", name, type, description, shared: suffix };
}

/** Indents the response. */
export const prettyParameter = shared("pretty-tJGM1-ng", "string", "If true, the response is indented.");

/** The namespace in the path. */
export const namespaceParameter: Parameter = {
  in: "path",
  name: "namespace",
  type: "string",
  description: "object name and auth scope, such as for teams and projects",
  required: true,
  shared: "namespace-vgWSWtn3",
};

/** The object's name in the path. */
export function nameParameter(kind: string): Parameter {
  return { in: "path", name: "name", type: "string", description: `name of the ${kind}`, required: true };
}

/** The request body of an operation. Those of metav1 are shared. */
export function bodyParameter(definition: string): Parameter {
  if (definition.endsWith(".DeleteOptions")) return { in: "body", name: "body", definition, shared: "body-2Y1dVQaQ" };
  const isPatch = definition.endsWith(".meta.v1.Patch");
  return { in: "body", name: "body", definition, required: true, ...(isPatch ? { shared: "body-78PwaGsr" } : {}) };
}

// Not shared, as upstream: older kubectl looks for them in each operation.
const dryRun: Parameter = {
  in: "query",
  name: "dryRun",
  type: "string",
  description: "With the value All, the request is validated and answered, but not persisted.",
};
const fieldValidation: Parameter = {
  in: "query",
  name: "fieldValidation",
  type: "string",
  description:
    "How unknown and duplicate fields are handled: Ignore drops them, Warn drops them with a warning, Strict refuses the request.",
};
const managerText = "The name of the client that makes the change, recorded as the owner of its fields.";
const fieldManager = shared("fieldManager-Qy4HdaTW", "string", managerText);
/** For patches, where an apply requires it. */
const patchManager = shared("fieldManager-7c6nTn1T", "string", `${managerText} Required for an apply.`);

/** For POST and PUT. */
export const writeParameters: readonly Parameter[] = [dryRun, fieldManager, fieldValidation];

/** For PATCH. */
export const patchParameters: readonly Parameter[] = [
  dryRun,
  patchManager,
  fieldValidation,
  shared(
    "force-tOGGb0Yi",
    "boolean",
    "Lets an apply take over fields that other managers own. Only for apply patches.",
  ),
];

const selection: readonly Parameter[] = [
  shared("continue-QfD61s0i", "string", "The continue token of the previous page of the list."),
  shared("fieldSelector-xIcQKXFG", "string", "Only objects whose fields match."),
  shared("labelSelector-5Zw57w4C", "string", "Only objects whose labels match."),
  shared("limit-1NfNmdNH", "integer", "The maximum number of objects in one response."),
  shared("resourceVersion-5WAnf1kx", "string", "How recent the response must be, or the version from which to watch."),
  shared("resourceVersionMatch-t8XhRHeC", "string", "How resourceVersion is meant: NotOlderThan or Exact."),
  shared("sendInitialEvents-rLXlEK_k", "boolean", "Lets a watch begin with synthetic events for all existing objects."),
  shared("timeoutSeconds-yvYezaOC", "integer", "Closes a watch after this time."),
];

/** For lists and watches. */
export const listParameters: readonly Parameter[] = [
  shared("allowWatchBookmarks-HC2hJt-J", "boolean", "Lets a watch send events of type BOOKMARK."),
  ...selection,
  shared("watch-XNNPZGbK", "boolean", "Watches for changes instead of listing."),
];

/** For the deletion of an object. */
export const deleteParameters: readonly Parameter[] = [
  dryRun,
  shared("gracePeriodSeconds--K5HaBOS", "integer", "How long the object may take to terminate. 0 means immediately."),
  shared(
    "ignoreStoreReadErrorWithClusterBreakingPotential-QbNkfIqj",
    "boolean",
    "Deletes an object that cannot be decoded. Has no effect, because every stored object can be.",
  ),
  shared("orphanDependents-uRB25kX5", "boolean", "Deprecated: use propagationPolicy."),
  shared(
    "propagationPolicy-6jk3prlO",
    "string",
    "How dependents are handled: Orphan keeps them, Background deletes them after the object, Foreground before it.",
  ),
];

/** For the deletion of a collection. */
export const deleteCollectionParameters: readonly Parameter[] = [...selection, ...deleteParameters];

/** The parameters that operations of objects share in OpenAPI v2. */
export const sharedParameters: readonly Parameter[] = [
  prettyParameter,
  namespaceParameter,
  bodyParameter(sharedDefinitions.deleteOptions),
  bodyParameter(sharedDefinitions.patch),
  ...listParameters,
  ...deleteParameters,
  ...patchParameters,
  fieldManager,
].filter(({ shared: name }) => name !== undefined);

/** In the order in which upstream lists them. */
export function sortedParameters(parameters: readonly Parameter[]): readonly Parameter[] {
  return parameters.toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}
