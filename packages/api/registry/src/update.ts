import { type KubernetesObject, type Stored, StoreError, type UpdateOptions } from "@engenho/core";
import type { MaybePromise, StorageKey } from "./backend.js";
import { toServed, toStored, toWorking } from "./conversion.js";
import { insertObject } from "./create.js";
import { intake } from "./intake.js";
import { type MaybeWork, settled } from "./long-work.js";
import { withManager } from "./managed-fields.js";
import { andThen, isPending, once } from "./maybe-promise.js";
import { bumpGeneration, prepareUpdate, type UpdateTarget } from "./next-object.js";
import { withinSize } from "./object-size.js";
import { invalid, methodNotAllowed, notFound, staleVersion, uidMismatch } from "./refusals.js";
import { ignoreWarning, type RegistryContext, strategyContext } from "./registry-context.js";
import { removeObject } from "./remove.js";
import type { Resource } from "./resource.js";
import { storageKey } from "./storage-key.js";
import { loadStrategy } from "./strategy-loading.js";
import { isUnchanged } from "./unchanged.js";
import { validateUpdate } from "./update-validation.js";
import type { RequestTurns } from "./work-turns.js";

/** An update as {@link replaceObject} runs it: which object, and what it becomes of what is there. */
export interface Replacement extends UpdateTarget {
  readonly key: StorageKey;
  /**
   * What the object is to become, decoded, in the served version. Called again with the newer object when another
   * writer was faster and nothing in the answer insists on a version.
   */
  next(current: Stored): MaybeWork<KubernetesObject>;
  /** What was sent, decoded, when there is no object: to be created where the kind allows it, else NotFound. */
  readonly whenMissing?: (() => MaybeWork<KubernetesObject>) | undefined;
  /** Whether a missing object is created (AP-18). Default false. */
  readonly creates?: boolean;
  /** `next` has brought the managed fields up to date itself. Default false. */
  readonly managesFields?: boolean;
  /** The uid that the object must have (AP-16). */
  readonly uid?: string | undefined;
}

/** A PUT (AP-15..AP-24). */
export async function updateObject(
  context: RegistryContext,
  sent: KubernetesObject,
  options: UpdateOptions,
): Promise<Stored> {
  const resource = context.catalogue.find(sent);
  const subresource = options.subresource ?? "";
  if (subresource === "" && !resource.definition.verbs.includes("update")) throw methodNotAllowed(resource, "update");
  if (subresource !== "" && !resource.subresources.has(subresource))
    throw notFound(resource, sent.metadata?.name ?? "");
  const { name = "", namespace, uid } = sent.metadata ?? {};
  const key = storageKey(resource, namespace, name);
  if (name === "") throw new StoreError("BadRequest", "resource name may not be empty");
  return replaceObject(
    context,
    {
      resource,
      key,
      subresource,
      next: (current) => intake(resource, sent, { write: options, current }),
      whenMissing: () => {
        const after = intake(resource, sent, { write: options });
        return withManager(context, { resource, before: undefined, after, subresource: "" }, options);
      },
      creates: subresource === "" && resource.strategy.allowCreateOnUpdate === true,
      uid,
    },
    options,
  );
}

/**
 * The API server's update loop: read, build the next object, validate, commit if something changed; again when another
 * writer was faster, unless the next object insists on a version.
 */
export async function replaceObject(
  context: RegistryContext,
  replacement: Replacement,
  options: UpdateOptions,
): Promise<Stored> {
  const { resource, key } = replacement;
  const loading = loadStrategy(context, resource);
  if (isPending(loading)) await loading;
  const turns = context.turns.ofRequest();
  try {
    const found = context.backend.get(key);
    let current = isPending(found) ? await found : found;
    for (let attempt = 1; ; attempt++) {
      const { uid = "" } = replacement;
      if (current === undefined) {
        const made = settled(replacement.whenMissing?.(), turns.phases);
        const missing = isPending(made) ? await made : made;
        if (missing === undefined || replacement.creates !== true) throw notFound(resource, key.name);
        if (uid !== "") throw uidMismatch(resource, key.name, { sent: uid, actual: "" });
        const created = await insertObject(context, { resource, decoded: missing, turns }, options);
        options.onCreated?.();
        return created;
      }
      if (uid !== "" && uid !== current.metadata.uid) {
        throw uidMismatch(resource, key.name, { sent: uid, actual: current.metadata.uid });
      }
      const attempted = replaceOnce(context, { replacement, current, turns }, options);
      const outcome = isPending(attempted) ? await attempted : attempted;
      if (outcome.type === "done") {
        // What comes next puts the object into words.
        const afterCommit = turns.hasGivenWay ? turns.betweenPhases() : undefined;
        if (afterCommit !== undefined) await afterCommit;
        return toServed(resource, outcome.object);
      }
      if (turns.hasGivenWay && attempt >= mostLongAttempts) throw staleVersion(resource, key.name);
      current = outcome.current;
    }
  } finally {
    turns.end();
  }
}

/** How often an update that takes long is computed again because the object has changed meanwhile. */
const mostLongAttempts = 5;

type Replaced =
  | { readonly type: "done"; readonly object: Stored }
  /** Another writer was faster. */
  | { readonly type: "again"; readonly current: Stored | undefined };

interface Attempt {
  readonly replacement: Replacement;
  readonly current: Stored;
  readonly turns: RequestTurns;
}

function replaceOnce(context: RegistryContext, attempt: Attempt, options: UpdateOptions): MaybePromise<Replaced> {
  const { replacement, current, turns } = attempt;
  const served = toServed(replacement.resource, current);
  const wanted = settled(replacement.next(served), turns.phases);
  const replace = (object: KubernetesObject) =>
    replaceWanted(context, { replacement, current, turns, served, wanted: object }, options);
  return andThen(wanted, replace);
}

function replaceWanted(
  context: RegistryContext,
  { replacement, current, turns, served, wanted }: WantedAttempt,
  options: UpdateOptions,
): MaybePromise<Replaced> {
  const { resource } = replacement;
  checkVersion(resource, wanted, current);
  // Literals: a spread that gains fields is a hidden class for each write (decision 011).
  const attempt = { replacement, current, turns, served, wanted };
  return andThen(turns.betweenPhases(), () =>
    andThen(settled(withOwners(context, attempt, options), turns.phases), (managed) => {
      const unshared = preparedUpdate(attempt, managed, options);
      const before = toWorking(resource, served);
      const prepared =
        replacement.subresource === ""
          ? settled(resource.strategy.shareParts?.(unshared, before) ?? unshared, turns)
          : unshared;
      return andThen(prepared, (object) =>
        andThen(turns.betweenPhases(), () =>
          replacePrepared(context, { replacement, current, turns, before, prepared: object }, options),
        ),
      );
    }),
  );
}

interface WantedAttempt extends Attempt {
  /** The current object in the served version. */
  readonly served: Stored;
  readonly wanted: KubernetesObject;
}

/** The next object with its field owners. */
function withOwners(
  context: RegistryContext,
  { replacement, served, wanted }: WantedAttempt,
  options: UpdateOptions,
): MaybeWork<KubernetesObject> {
  const { resource, subresource } = replacement;
  if (replacement.managesFields === true) return wanted;
  return withManager(context, { resource, before: served, after: wanted, subresource }, options);
}

/** The next object with what an update keeps. */
function preparedUpdate(
  { replacement, served, wanted }: WantedAttempt,
  managed: KubernetesObject,
  options: UpdateOptions,
): KubernetesObject {
  const { resource } = replacement;
  return prepareUpdate(replacement, {
    sent: toWorking(resource, managed),
    current: toWorking(resource, served),
    keepsManagedFields: managed === wanted && replacement.managesFields !== true,
    onWarning: options.onWarning ?? ignoreWarning,
  });
}

interface PreparedAttempt extends Attempt {
  /** The current object as the strategy knows it. */
  readonly before: Stored;
  readonly prepared: KubernetesObject;
}

function replacePrepared(
  context: RegistryContext,
  { replacement, current, before, prepared, turns }: PreparedAttempt,
  options: UpdateOptions,
): MaybePromise<Replaced> {
  const { resource, key } = replacement;
  const { strategy } = resource;
  const onWarning = options.onWarning ?? ignoreWarning;
  const reservation =
    replacement.subresource === ""
      ? strategy.beginUpdate?.(prepared, before, strategyContext(context, onWarning))
      : undefined;
  let pending = false;
  let committed = false;
  const settle = (replaced: Replaced): Replaced => {
    committed = replaced.type === "done" && options.dryRun !== true;
    return replaced;
  };
  try {
    const next = bumpGeneration(replacement, reservation?.object ?? prepared, before);
    const validated = validateUpdate(replacement, { next, current: before, onWarning }, turns);
    const commit = () => {
      if (options.onWarning !== undefined) for (const text of warningsOf(replacement, next, before)) onWarning(text);
      const write = { replacement, current, next: toStored(resource, next), key };
      return turns.hasGivenWay ? writeInTurns(context, write, turns, options) : writeNow(context, write, options);
    };
    const written = andThen(validated, () => andThen(turns.betweenPhases(), commit));
    if (!isPending(written)) return settle(written);
    pending = true;
    return written.then(settle).finally(() => reservation?.finish(committed));
  } finally {
    if (!pending) reservation?.finish(committed);
  }
}

/** While others had their turns, the object may have changed: what would change nothing is computed again, too. */
function ifUnmoved(
  context: RegistryContext,
  { key, current }: { readonly key: StorageKey; readonly current: Stored },
  commit: () => MaybePromise<Replaced>,
): MaybePromise<Replaced> {
  return andThen(context.backend.get(key), (now) => {
    const isSame =
      now?.metadata.uid === current.metadata.uid && now.metadata.resourceVersion === current.metadata.resourceVersion;
    return isSame ? commit() : { type: "again", current: now };
  });
}

function warningsOf(
  { resource, subresource }: Replacement,
  next: KubernetesObject,
  current: Stored,
): readonly string[] {
  const { strategy } = resource;
  if (subresource === "") return strategy.warningsOnUpdate?.(next, current) ?? [];
  return subresource === "status" ? (strategy.warningsOnStatusUpdate?.(next, current) ?? []) : [];
}

function checkVersion(resource: Resource, wanted: KubernetesObject, current: Stored): void {
  const version = wanted.metadata.resourceVersion ?? "";
  if (version === "") {
    if (resource.strategy.allowUnconditionalUpdate !== false) return;
    throw invalid(resource, current.metadata.name, [
      {
        reason: "FieldValueInvalid",
        message: "Invalid value: 0: must be specified for an update",
        field: "metadata.resourceVersion",
      },
    ]);
  }
  if (version !== current.metadata.resourceVersion) throw staleVersion(resource, current.metadata.name);
}

interface Write {
  readonly replacement: Replacement;
  readonly current: Stored;
  readonly next: KubernetesObject;
  readonly key: StorageKey;
}

/** What a write comes to: AP-35, AP-17 (what changes nothing is no commit), a dry run, a commit. */
type Change = "removes" | "nothing" | "shown" | "commits";

function changeOf({ replacement, next, current }: Write, { dryRun }: UpdateOptions): Change {
  if (isLastFinalizerGone(replacement.resource, next, current)) return dryRun === true ? "shown" : "removes";
  if (isUnchanged(next, current)) return "nothing";
  return dryRun === true ? "shown" : "commits";
}

function writeNow(context: RegistryContext, write: Write, options: UpdateOptions): MaybePromise<Replaced> {
  const change = changeOf(write, options);
  return carryOut(context, change === "commits" ? sized(write) : write, change);
}

async function writeInTurns(
  context: RegistryContext,
  write: Write,
  turns: RequestTurns,
  options: UpdateOptions,
): Promise<Replaced> {
  const change = changeOf(write, options);
  await turns.betweenPhases();
  const kept = change === "commits" ? sized(write) : write;
  await turns.betweenPhases();
  return ifUnmoved(context, write, () => carryOut(context, kept, change));
}

function sized(write: Write): Write {
  const { replacement, next, current, key } = write;
  const object = withinSize(replacement.resource, next, replacement.managesFields);
  return object === next ? write : { replacement, current, next: object, key };
}

function carryOut(
  context: RegistryContext,
  { replacement, current, next, key }: Write,
  change: Change,
): MaybePromise<Replaced> {
  switch (change) {
    case "removes": {
      const removed = removeObject(context, { resource: replacement.resource, key, last: next, current });
      const answer = (outcome: Awaited<typeof removed>): Replaced =>
        outcome.type === "removed"
          ? { type: "done", object: outcome.object }
          : { type: "again", current: outcome.current };
      return isPending(removed) ? removed.then(answer) : answer(removed);
    }
    case "nothing":
      return { type: "done", object: current };
    case "shown":
      return { type: "done", object: next as Stored };
    case "commits": {
      const result = context.backend.commit({ type: "update", key, object: next, previous: current });
      const answer = (outcome: Awaited<typeof result>): MaybePromise<Replaced> => {
        if (outcome.type === "conflict") return { type: "again", current: outcome.current };
        const { object } = outcome;
        return once(context.committed({ type: "update", key, object }), { type: "done", object });
      };
      return isPending(result) ? result.then(answer) : answer(result);
    }
  }
}

/** AP-35: a write that empties the finalizers of an object under deletion removes it. */
function isLastFinalizerGone(resource: Resource, next: KubernetesObject, current: Stored): boolean {
  return (
    current.metadata.deletionTimestamp !== undefined &&
    (current.metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
    (next.metadata.finalizers ?? []).length === 0 &&
    resource.strategy.holdsDeletion?.(next) !== true
  );
}
