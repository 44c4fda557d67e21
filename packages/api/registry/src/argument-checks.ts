import {
  type CreateOptions,
  checkArgument,
  checkOptions,
  type DeleteOptions,
  type GetOptions,
  type KindReference,
  type ListOptions,
  type ObjectReference,
  type OptionRule,
  type OptionRules,
  optionRules,
  type Patch,
  type UpdateOptions,
  type WatchOptions,
} from "@engenho/core";

// Compilers report these errors; JavaScript callers get a TypeError that names the argument and its value.

const { required, text, flag, callable, object } = optionRules;
/** Created once, because every call uses it. */
const anObject = required(object);
const aText = required(text);
const anyText: OptionRule = { expected: "a string", accepts: (value) => typeof value === "string" };
const number: OptionRule = { expected: "a number", accepts: (value) => typeof value === "number" };
const list: OptionRule = { expected: "a list", accepts: Array.isArray };
const patchTypes = ["json", "merge", "strategic", "apply"];
const patchType = required({
  expected: patchTypes.map((type) => JSON.stringify(type)).join(", "),
  accepts: (value) => patchTypes.includes(value as string),
});

const getRules: OptionRules<keyof GetOptions> = { subresource: anyText, live: flag };
const listRules: OptionRules<keyof ListOptions> = {
  namespace: anyText,
  labelSelector: object,
  fieldSelector: list,
  ownerUid: anyText,
  uncontrolled: flag,
  limit: number,
  continue: anyText,
};
const createRules: OptionRules<keyof CreateOptions> = {
  dryRun: flag,
  fieldManager: anyText,
  fieldValidation: anyText,
  onWarning: callable,
  strictFaults: callable,
};
const updateRules: OptionRules<keyof UpdateOptions> = {
  ...createRules,
  subresource: anyText,
  parent: object,
  onCreated: callable,
};
const deleteRules: OptionRules<keyof DeleteOptions> = {
  propagationPolicy: anyText,
  gracePeriodSeconds: number,
  preconditions: object,
  dryRun: flag,
};
const watchRules: OptionRules<keyof WatchOptions> = {
  kinds: optionRules.kindFilter,
  namespace: anyText,
  resourceVersion: anyText,
};

/** Throws TypeError for the arguments of a get. */
export function checkGet(reference: ObjectReference, options: GetOptions | undefined): void {
  checkReference("Store.get", reference);
  if (options !== undefined) checkOptions("Store.get", options, getRules);
}

/** Throws TypeError for the arguments of a list. */
export function checkList(kind: KindReference, options: ListOptions): void {
  checkKind("Store.list", "kind", kind);
  checkOptions("Store.list", options, listRules);
}

/** Throws TypeError for the arguments of a create. */
export function checkCreate(created: unknown, options: CreateOptions): void {
  checkArgument("Store.create", "object", created, anObject);
  checkOptions("Store.create", options, createRules);
}

/** Throws TypeError for the arguments of an update. */
export function checkUpdate(updated: unknown, options: UpdateOptions): void {
  checkArgument("Store.update", "object", updated, anObject);
  checkOptions("Store.update", options, updateRules);
}

/** Throws TypeError for the arguments of a patch. */
export function checkPatch(reference: ObjectReference, patch: Patch, options: UpdateOptions): void {
  checkReference("Store.patch", reference);
  checkArgument("Store.patch", "patch", patch, anObject);
  checkArgument("Store.patch", "patch.type", patch.type, patchType);
  checkOptions("Store.patch", options, updateRules);
}

/** Throws TypeError for the arguments of a delete. */
export function checkDelete(reference: ObjectReference, options: DeleteOptions): void {
  checkReference("Store.delete", reference);
  checkOptions("Store.delete", options, deleteRules);
}

/** Throws TypeError for the arguments of a watch. */
export function checkWatch(options: WatchOptions): void {
  checkOptions("Store.watch", options, watchRules);
}

/** Every read of a controller runs this: valid references cost a few comparisons. */
function checkReference(method: string, reference: ObjectReference): void {
  checkKind(method, "reference", reference);
  if (typeof reference.name !== "string") checkArgument(method, "reference.name", reference.name, aText);
  if (reference.namespace !== undefined && typeof reference.namespace !== "string") {
    checkArgument(method, "reference.namespace", reference.namespace, text);
  }
}

function checkKind(method: string, argument: string, reference: KindReference): void {
  if (typeof reference?.apiVersion === "string" && typeof reference.kind === "string") return;
  checkArgument(method, argument, reference, anObject);
  checkArgument(method, `${argument}.apiVersion`, reference.apiVersion, aText);
  checkArgument(method, `${argument}.kind`, reference.kind, aText);
}
