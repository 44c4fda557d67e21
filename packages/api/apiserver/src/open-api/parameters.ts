import { sharedDefinitions } from "./definitions.js";

/** One parameter of an operation. */
export interface Parameter {
  readonly in: "query" | "path" | "body";
  readonly name: string;
  readonly type?: "string" | "integer" | "boolean";
  readonly description?: string;
  readonly required?: true;
  /** Of a body: its definition. */
  readonly definition?: string;
  /** Its name among the parameters that operations of OpenAPI v2 share, as upstream publishes it. */
  readonly shared?: string;
}

/** A parameter of the query that operations share. */
function shared(suffix: string, type: "string" | "integer" | "boolean", description: string): Parameter {
  const name = suffix.slice(0, suffix.indexOf("-"));
  return { in: "query", name, type, description, shared: suffix };
}

/** Indents the answer. */
export const prettyParameter = shared("pretty-tJGM1-ng", "string", "If true, the answer is indented.");

/** The namespace in a path. */
export const namespaceParameter: Parameter = {
  in: "path",
  name: "namespace",
  type: "string",
  description: "object name and auth scope, such as for teams and projects",
  required: true,
  shared: "namespace-vgWSWtn3",
};

/** The name in a path. */
export function nameParameter(kind: string): Parameter {
  return { in: "path", name: "name", type: "string", description: `name of the ${kind}`, required: true };
}

/** The body of an operation. Those of metav1 are shared. */
export function bodyParameter(definition: string): Parameter {
  if (definition.endsWith(".DeleteOptions")) return { in: "body", name: "body", definition, shared: "body-2Y1dVQaQ" };
  const isPatch = definition.endsWith(".meta.v1.Patch");
  return { in: "body", name: "body", definition, required: true, ...(isPatch ? { shared: "body-78PwaGsr" } : {}) };
}

// Unshared, as upstream has it: older kubectl looks for them in each operation.
const dryRun: Parameter = {
  in: "query",
  name: "dryRun",
  type: "string",
  description: "With the value All, the request is checked and answered but nothing is kept.",
};
const fieldValidation: Parameter = {
  in: "query",
  name: "fieldValidation",
  type: "string",
  description:
    "What becomes of unknown and duplicate fields: Ignore drops them, Warn drops them with a warning, Strict refuses the request.",
};
const managerText = "Who makes the change, for the ownership of fields.";
const fieldManager = shared("fieldManager-Qy4HdaTW", "string", managerText);
/** Of patches, where an apply cannot do without one. */
const patchManager = shared("fieldManager-7c6nTn1T", "string", `${managerText} Required for an apply.`);

/** Of a POST or PUT. */
export const writeParameters: readonly Parameter[] = [dryRun, fieldManager, fieldValidation];

/** Of a PATCH. */
export const patchParameters: readonly Parameter[] = [
  dryRun,
  patchManager,
  fieldValidation,
  shared("force-tOGGb0Yi", "boolean", "Lets an apply take over fields that others own. Not for other patches."),
];

const selection: readonly Parameter[] = [
  shared("continue-QfD61s0i", "string", "Goes on with a list where its last page ended."),
  shared("fieldSelector-xIcQKXFG", "string", "Only objects whose fields match."),
  shared("labelSelector-5Zw57w4C", "string", "Only objects whose labels match."),
  shared("limit-1NfNmdNH", "integer", "At most this many objects in one answer."),
  shared("resourceVersion-5WAnf1kx", "string", "How recent the answer must be, or where a watch begins."),
  shared("resourceVersionMatch-t8XhRHeC", "string", "How resourceVersion is meant: NotOlderThan or Exact."),
  shared("sendInitialEvents-rLXlEK_k", "boolean", "Lets a watch begin with events for all objects that there are."),
  shared("timeoutSeconds-yvYezaOC", "integer", "Ends a watch after this time."),
];

/** Of a list and a watch. */
export const listParameters: readonly Parameter[] = [
  shared("allowWatchBookmarks-HC2hJt-J", "boolean", "Lets a watch send events of type BOOKMARK."),
  ...selection,
  shared("watch-XNNPZGbK", "boolean", "Watches for changes instead of listing."),
];

/** Of a deletion of one object. */
export const deleteParameters: readonly Parameter[] = [
  dryRun,
  shared("gracePeriodSeconds--K5HaBOS", "integer", "For how long the object may finish. 0 is at once."),
  shared(
    "ignoreStoreReadErrorWithClusterBreakingPotential-QbNkfIqj",
    "boolean",
    "Deletes an object that cannot be read. Has no effect here: every object can be.",
  ),
  shared("orphanDependents-uRB25kX5", "boolean", "Deprecated: use propagationPolicy."),
  shared(
    "propagationPolicy-6jk3prlO",
    "string",
    "What becomes of dependents: Orphan keeps them, Background deletes them after the object, Foreground before it.",
  ),
];

/** Of a deletion of a collection. */
export const deleteCollectionParameters: readonly Parameter[] = [...selection, ...deleteParameters];

/** Those that operations share in OpenAPI v2. */
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
