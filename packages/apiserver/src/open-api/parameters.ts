/** One parameter of a query. */
export interface Parameter {
  readonly name: string;
  readonly type: "string" | "integer" | "boolean";
  readonly description: string;
}

const text = (name: string, description: string): Parameter => ({ name, type: "string", description });
const flag = (name: string, description: string): Parameter => ({ name, type: "boolean", description });
const number = (name: string, description: string): Parameter => ({ name, type: "integer", description });

/** Indents the answer. */
export const prettyParameter: Parameter = text("pretty", "If true, the answer is indented.");

const dryRun = text("dryRun", "With the value All, the request is checked and answered but nothing is kept.");
const fieldManager = text("fieldManager", "Who makes the change, for the ownership of fields.");
const fieldValidation = text(
  "fieldValidation",
  "What becomes of unknown and duplicate fields: Ignore drops them, Warn drops them with a warning, Strict refuses the request.",
);

/** Of a GET of one object. */
export const readParameters: readonly Parameter[] = [prettyParameter];

/** Of a POST or PUT. */
export const writeParameters: readonly Parameter[] = [prettyParameter, dryRun, fieldManager, fieldValidation];

/** Of a PATCH. */
export const patchParameters: readonly Parameter[] = [
  ...writeParameters,
  flag("force", "Lets an apply take over fields that others own. Not for other patches."),
];

/** Of a list, a watch, and a deletion of a collection. */
export const listParameters: readonly Parameter[] = [
  prettyParameter,
  flag("allowWatchBookmarks", "Lets a watch send events of type BOOKMARK."),
  text("continue", "Goes on with a list where its last page ended."),
  text("fieldSelector", "Only objects whose fields match."),
  text("labelSelector", "Only objects whose labels match."),
  number("limit", "At most this many objects in one answer."),
  text("resourceVersion", "How recent the answer must be, or where a watch begins."),
  text("resourceVersionMatch", "How resourceVersion is meant: NotOlderThan or Exact."),
  flag("sendInitialEvents", "Lets a watch begin with events for all objects that there are."),
  number("timeoutSeconds", "Ends a watch after this time."),
  flag("watch", "Watches for changes instead of listing."),
];
