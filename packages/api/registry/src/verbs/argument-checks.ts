import {
  type CreateOptions,
  checkArgument,
  checkOptions,
  type DeleteOptions,
  type GetOptions,
  type KindReference,
  type ListOptions,
  type ObjectKey,
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
const aKind = required({ expected: 'a kind, such as { apiVersion: "v1", kind: "Pod" }', accepts: object.accepts });
const aKey = required({ expected: "the key of an object: { namespace, name }", accepts: object.accepts });
const kindsToWatch: OptionRule = {
  expected: "a list of kinds, such as [pods], or a KindFilter",
  accepts: (value) => optionRules.kindFilter.accepts(value) || (Array.isArray(value) && value.every(isKind)),
};
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
  user: object,
  onAuditAnnotation: callable,
  timeLeftMs: callable,
  fence: object,
};
const updateRules: OptionRules<keyof UpdateOptions> = {
  ...createRules,
  subresource: anyText,
  onCreated: callable,
};
const deleteRules: OptionRules<keyof DeleteOptions> = {
  propagationPolicy: anyText,
  gracePeriodSeconds: number,
  preconditions: object,
  dryRun: flag,
  onWarning: callable,
  user: object,
  onAuditAnnotation: callable,
  timeLeftMs: callable,
  fence: object,
};
const watchRules: OptionRules<keyof WatchOptions> = {
  kinds: kindsToWatch,
  namespace: anyText,
  resourceVersion: anyText,
};

/** Throws TypeError for the arguments of a get. */
export function checkGet(kind: KindReference, key: ObjectKey, options: GetOptions | undefined): void {
  checkAddress("Store.get", kind, key);
  if (options !== undefined) checkOptions("Store.get", options, getRules);
}

/** Throws TypeError for the arguments of a list. */
export function checkList(kind: KindReference, options: ListOptions): void {
  checkKind("Store.list", kind);
  checkOptions("Store.list", options, listRules);
}

/** Throws TypeError for the arguments of a create. */
export function checkCreate(created: unknown, options: CreateOptions): void {
  checkArgument("Store.create", "object", created, anObject);
  checkOptions("Store.create", options, createRules);
  checkKind("Store.create", created as KindReference, "object");
}

/** Throws TypeError for the arguments of an update. */
export function checkUpdate(updated: unknown, options: UpdateOptions): void {
  checkArgument("Store.update", "object", updated, anObject);
  checkOptions("Store.update", options, updateRules);
  checkKind("Store.update", updated as KindReference, "object");
}

/** Throws TypeError for the arguments of a subresource. */
export function checkSubresource(kind: KindReference, key: ObjectKey, name: string): void {
  checkAddress("Store.subresource", kind, key);
  checkArgument("Store.subresource", "name", name, aText);
}

/** Throws TypeError for the body of a subresource and the options of its write. */
export function checkBody(method: string, body: unknown, options: CreateOptions): void {
  checkArgument(method, "body", body, anObject);
  checkOptions(method, options, createRules);
}

/** Throws TypeError for the arguments of a patch. */
export function checkPatch(kind: KindReference, key: ObjectKey, patch: Patch, options: UpdateOptions): void {
  checkAddress("Store.patch", kind, key);
  checkArgument("Store.patch", "patch", patch, anObject);
  checkArgument("Store.patch", "patch.type", patch.type, patchType);
  checkOptions("Store.patch", options, updateRules);
}

/** Throws TypeError for the arguments of a delete. */
export function checkDelete(kind: KindReference, key: ObjectKey, options: DeleteOptions): void {
  checkAddress("Store.delete", kind, key);
  checkOptions("Store.delete", options, deleteRules);
}

/** Throws TypeError for the arguments of a watch. */
export function checkWatch(options: WatchOptions): void {
  checkOptions("Store.watch", options, watchRules);
}

/** On the path of every read: valid arguments cost a few comparisons. */
function checkAddress(method: string, kind: KindReference, key: ObjectKey): void {
  checkKind(method, kind);
  if (typeof key?.name !== "string") {
    checkArgument(method, "key", key, aKey);
    checkArgument(method, "key.name", key.name, aText);
  }
  if (key.namespace !== undefined && typeof key.namespace !== "string") {
    checkArgument(method, "key.namespace", key.namespace, text);
  }
}

function checkKind(method: string, kind: KindReference, name = "kind"): void {
  if (isKind(kind)) return;
  checkArgument(method, name, kind, aKind);
  checkArgument(method, `${name}.apiVersion`, kind.apiVersion, aText);
  checkArgument(method, `${name}.kind`, kind.kind, aText);
}

function isKind(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as Partial<KindReference>;
  return typeof apiVersion === "string" && typeof kind === "string";
}
