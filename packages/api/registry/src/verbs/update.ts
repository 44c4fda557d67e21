import { type KubernetesObject, type Patch, type Stored, StoreError, type UpdateOptions } from "@engenho/core";
import { andThen, isPending, type MaybePromise, type MaybeWork, type RequestTurns, settled } from "@engenho/machinery";
import type { StorageKey } from "@engenho/storage";
import type { AdmissionRequest, WithObject } from "../admission/admission.js";
import type { AdmissionSteps } from "../admission/admission-chain.js";
import { ignoreWarning, type RegistryContext, strategyContext } from "../context/registry-context.js";
import { loadStrategy } from "../context/strategy-loading.js";
import { fromWorking, toServed, toStored, toWorking } from "../model/conversion.js";
import { invalid, methodNotAllowed, notFound, staleVersion, uidMismatch } from "../model/refusals.js";
import { hasForeignBody, hasWritableSubresource, type Resource } from "../model/resource.js";
import { storageKey } from "../model/storage-key.js";
import { insertObject } from "./create.js";
import { decodeAndDefault } from "./decode-and-default.js";
import { withManager } from "./managed-fields.js";
import { bumpGeneration, prepareUpdate, type UpdateTarget } from "./next-object.js";
import { validateUpdate } from "./update-validation.js";
import { type Replaced, writeChange } from "./write-change.js";

/** An update for {@link replaceObject}: the object, and its next state as a function of the current one. */
export interface Replacement extends UpdateTarget {
  /** Where the object is stored. */
  readonly key: StorageKey;
  /**
   * The next state, in the served version: as a client sent it if `decodes` is set, otherwise decoded. Called again with the
   * newer object if another writer was faster and the result has no resourceVersion.
   */
  next(current: Stored): MaybePromise<MaybeWork<unknown>>;
  /**
   * For a subresource with a body of another kind: the body for a state of the object, to be seen by validating admission; `next`
   * has passed the body that was sent through mutating admission. Default: such a write was admitted before.
   */
  bodyOf?(object: Stored): Stored;
  /**
   * Whether the results of `next` and `whenMissing` are decoded like a client's, and of which patch they are the result, if
   * any.
   */
  readonly decodes?: { readonly patch?: Patch | undefined };
  /** The object if none exists: it is created if the kind allows it, otherwise NotFound. */
  readonly whenMissing?: (() => MaybeWork<unknown>) | undefined;
  /** Whether a missing object is created (AP-18). Default false. */
  readonly creates?: boolean;
  /** Whether `next` has updated the managed fields itself. Default false. */
  readonly managesFields?: boolean;
  /** The required uid of the object (AP-16). */
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
  if (subresource !== "" && !hasWritableSubresource(resource, subresource))
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
      next: () => sent,
      decodes: {},
      whenMissing: () => sent,
      creates: subresource === "" && resource.strategy.allowCreateOnUpdate === true,
      uid,
    },
    options,
  );
}

/**
 * The API server's update loop: read, compute the next object, validate, commit if something changed; again if another writer
 * was faster, unless the next object has a resourceVersion.
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
  const admission = admissionOf(context, replacement);
  try {
    const found = context.backend.get(key);
    let current = isPending(found) ? await found : found;
    for (let longAttempts = 0; ; ) {
      const { uid = "" } = replacement;
      if (current === undefined) {
        const missing = await missingObject(context, replacement, turns, options);
        if (missing === undefined || replacement.creates !== true) throw notFound(resource, key.name);
        if (uid !== "") throw uidMismatch(resource, key.name, { sent: uid, actual: "" });
        const created = await insertObject(context, { resource, decoded: missing, turns }, options);
        options.onCreated?.();
        return created;
      }
      if (uid !== "" && uid !== current.metadata.uid) {
        throw uidMismatch(resource, key.name, { sent: uid, actual: current.metadata.uid });
      }
      const { interruptions } = turns;
      const attempted = replaceOnce(context, { replacement, current, turns, admission }, options);
      const outcome = isPending(attempted) ? await attempted : attempted;
      if (outcome.type === "done") {
        // The next step serialises the object.
        const afterCommit = turns.hasGivenWay ? turns.betweenPhases() : undefined;
        if (afterCommit !== undefined) await afterCommit;
        const served = toServed(resource, outcome.object);
        return isPending(served) ? await turns.outside(served) : served;
      }
      if (turns.interruptions > interruptions) longAttempts++;
      if (longAttempts >= maxLongAttempts) throw staleVersion(resource, key.name);
      turns.resumed();
      current = outcome.current;
    }
  } finally {
    turns.end();
  }
}

/** The object to create where there is none, with its managed fields. */
async function missingObject(
  context: RegistryContext,
  replacement: Replacement,
  turns: RequestTurns,
  options: UpdateOptions,
): Promise<KubernetesObject | undefined> {
  const { resource, whenMissing, decodes } = replacement;
  if (whenMissing === undefined) return undefined;
  const sent = await settled(whenMissing(), turns.phases);
  const after = await decodeAndDefault(resource, sent, { write: options, patch: decodes?.patch }, turns);
  if (replacement.managesFields === true) return after;
  const write = { resource, before: undefined, after, subresource: "" };
  return settled(withManager(context, write, options), turns.phases);
}

/** How often a long update is computed again because the object has changed in the meantime. */
const maxLongAttempts = 5;

interface Attempt {
  readonly replacement: Replacement;
  readonly current: Stored;
  readonly turns: RequestTurns;
  /** The plugins that handle the update; undefined if none does. */
  readonly admission: AdmissionSteps | undefined;
}

function replaceOnce(context: RegistryContext, attempt: Attempt, options: UpdateOptions): MaybePromise<Replaced> {
  const { replacement, current, turns } = attempt;
  return andThen(turns.outside(toServed(replacement.resource, current)), (served) =>
    replaceServed(context, attempt, served, options),
  );
}

function replaceServed(
  context: RegistryContext,
  { replacement, current, turns, admission }: Attempt,
  served: Stored,
  options: UpdateOptions,
): MaybePromise<Replaced> {
  const sent = andThen(turns.outside(replacement.next(served)), (next) => settled(next, turns.phases));
  const replace = (wanted: KubernetesObject) =>
    replaceWanted(context, { replacement, current, turns, admission, served, wanted }, options);
  if (!isPending(sent) && replacement.decodes === undefined) return replace(sent as KubernetesObject);
  const taking = { replacement, turns, served };
  // Only a patch has taken time by now.
  const turn = isPending(sent) || replacement.decodes?.patch === undefined ? undefined : turns.betweenPhases();
  if (turn !== undefined || isPending(sent)) return takenInLater(taking, { turn, sent }, options).then(replace);
  return andThen(takenIn(taking, sent, options), replace);
}

type Taking = Pick<WantedAttempt, "replacement" | "turns" | "served">;

async function takenInLater(
  taking: Taking,
  { turn, sent }: { readonly turn: Promise<void> | undefined; readonly sent: unknown },
  options: UpdateOptions,
): Promise<KubernetesObject> {
  if (turn !== undefined) await turn;
  return takenIn(taking, await sent, options);
}

function takenIn(
  { replacement, turns, served }: Taking,
  sent: unknown,
  options: UpdateOptions,
): MaybePromise<KubernetesObject> {
  const { resource, decodes } = replacement;
  if (decodes === undefined) return sent as KubernetesObject;
  return decodeAndDefault(resource, sent, { write: options, patch: decodes.patch, current: served }, turns);
}

function replaceWanted(
  context: RegistryContext,
  { replacement, current, turns, admission, served, wanted }: WantedAttempt,
  options: UpdateOptions,
): MaybePromise<Replaced> {
  const { resource } = replacement;
  // Literals: a spread that adds fields creates a hidden class per write (decision 011).
  const attempt = { replacement, current, turns, admission, served, wanted };
  return andThen(turns.betweenPhases(), () => {
    const owned = settled(withOwners(context, attempt, options), turns.phases);
    const prepared = andThen(owned, (managed) => preparedUpdate(context, { attempt, managed }, options));
    const before = toWorking(resource, served);
    const shared = andThen(prepared, (object) =>
      replacement.subresource === ""
        ? settled(resource.strategy.shareParts?.(object, before) ?? object, turns)
        : object,
    );
    return andThen(shared, (object) =>
      andThen(owned === wanted ? undefined : turns.betweenPhases(), () =>
        replacePrepared(context, { replacement, current, turns, admission, before, prepared: object }, options),
      ),
    );
  });
}

interface WantedAttempt extends Attempt {
  /** The current object in the served version. */
  readonly served: Stored;
  readonly wanted: KubernetesObject;
}

/** The next object with updated managed fields. */
function withOwners(
  context: RegistryContext,
  { replacement, served, wanted }: WantedAttempt,
  options: UpdateOptions,
): MaybeWork<KubernetesObject> {
  const { resource, subresource } = replacement;
  if (replacement.managesFields === true) return wanted;
  return withManager(context, { resource, before: served, after: wanted, subresource }, options);
}

interface ManagedAttempt {
  readonly attempt: WantedAttempt;
  /** The updated object with its managed fields. */
  readonly managed: KubernetesObject;
}

/** The updated object after mutating admission, with the fields that an update preserves. */
function preparedUpdate(
  context: RegistryContext,
  { attempt: { replacement, current, turns, admission, served, wanted }, managed }: ManagedAttempt,
  options: UpdateOptions,
): MaybePromise<KubernetesObject> {
  const { resource } = replacement;
  const prepare = (sent: KubernetesObject) => {
    checkVersion(resource, sent, current);
    return prepareUpdate(replacement, {
      sent: toWorking(resource, sent),
      current: toWorking(resource, served),
      keepsManagedFields: managed === wanted && replacement.managesFields !== true,
      context: strategyContext(context, options),
    });
  };
  if (admission === undefined || replacement.bodyOf !== undefined) return prepare(managed);
  const mutated = admission.mutate(managed, (object) => updateRequest(replacement, { object, served }, options));
  return andThen(turns.outside(mutated), prepare);
}

function admissionOf(
  context: RegistryContext,
  { resource, subresource, bodyOf }: Replacement,
): AdmissionSteps | undefined {
  if (bodyOf === undefined && hasForeignBody(resource, subresource)) return undefined;
  return context.admission.stepsFor("UPDATE", resource, subresource);
}

/** The admission request of an update. */
export function updateRequest(
  { resource, key, subresource }: Pick<Replacement, "resource" | "key" | "subresource">,
  { object, served }: { readonly object: KubernetesObject; readonly served: Stored },
  options: UpdateOptions,
): AdmissionRequest & WithObject {
  return {
    operation: "UPDATE",
    resource,
    subresource,
    namespace: key.namespace,
    name: key.name,
    object,
    oldObject: served,
    dryRun: options.dryRun === true,
    onWarning: options.onWarning ?? ignoreWarning,
    user: options.user,
    options,
  };
}

interface PreparedAttempt extends Attempt {
  /** The current object in the strategy's version. */
  readonly before: Stored;
  readonly prepared: KubernetesObject;
}

function replacePrepared(
  context: RegistryContext,
  { replacement, current, admission, before, prepared, turns }: PreparedAttempt,
  options: UpdateOptions,
): MaybePromise<Replaced> {
  const { resource, key } = replacement;
  const { strategy } = resource;
  const onWarning = options.onWarning ?? ignoreWarning;
  const reservation =
    replacement.subresource === ""
      ? strategy.beginUpdate?.(prepared, before, strategyContext(context, options))
      : undefined;
  let pending = false;
  let committed = false;
  const settle = (replaced: Replaced): Replaced => {
    committed = replaced.type === "done" && options.dryRun !== true;
    return replaced;
  };
  try {
    const next = bumpGeneration(replacement, reservation?.object ?? prepared, before);
    const validated = validateUpdate(replacement, { next, current: before, onWarning, clock: context.clock }, turns);
    const commit = () => {
      if (options.onWarning !== undefined) for (const text of warningsOf(replacement, next, before)) onWarning(text);
      const isApply = replacement.managesFields === true;
      const allowed = admission?.validate(() =>
        updateRequest(replacement, statesOf(replacement, next, before), options),
      );
      const stored = andThen(turns.outside(allowed), () => turns.outside(toStored(resource, next)));
      return andThen(stored, (object) =>
        writeChange(
          context,
          { resource, key, current, next: object, isApply, claims: reservation?.claims, turns },
          options,
        ),
      );
    };
    const written = andThen(validated, () => andThen(turns.betweenPhases(), commit));
    if (!isPending(written)) return settle(written);
    pending = true;
    return written.then(settle).finally(() => reservation?.finish(committed));
  } finally {
    if (!pending) reservation?.finish(committed);
  }
}

/** The two states of an update, as admission sees them. */
function statesOf(
  { resource, bodyOf }: Replacement,
  next: KubernetesObject,
  before: Stored,
): { readonly object: KubernetesObject; readonly served: Stored } {
  const object = fromWorking(resource, next);
  const served = fromWorking(resource, before);
  return bodyOf === undefined ? { object, served } : { object: bodyOf(object as Stored), served: bodyOf(served) };
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
