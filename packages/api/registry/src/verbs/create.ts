import {
  type CreateOptions,
  copyWith,
  type KubernetesObject,
  type StatusCause,
  type Stored,
  StoreError,
} from "@engenho/core";
import {
  andThen,
  isPending,
  type MaybePromise,
  noCauses,
  once,
  type RequestTurns,
  settled,
  validateObjectMeta,
} from "@engenho/machinery";
import type { Claims } from "@engenho/storage";
import type { AdmissionSteps } from "../admission/admission-chain.js";
import { ignoreWarning, type RegistryContext, strategyContext, timestampNow } from "../context/registry-context.js";
import { loadStrategy } from "../context/strategy-loading.js";
import { generateName, maximumNameAttempts } from "../metadata/generate-name.js";
import { buildMetadata } from "../metadata/metadata.js";
import { withoutDuplicateOwners } from "../metadata/owner-references.js";
import { fromWorking, toServed, toStored, toWorking } from "../model/conversion.js";
import {
  alreadyExists,
  definitionTerminating,
  generatedNameTaken,
  invalid,
  methodNotAllowed,
  namespaceMismatch,
} from "../model/refusals.js";
import type { Resource } from "../model/resource.js";
import { storageKey } from "../model/storage-key.js";
import { creationRequest } from "./creation-request.js";
import { decodeAndDefault } from "./decode-and-default.js";
import { withManager } from "./managed-fields.js";
import { withinSize } from "./object-size.js";

/** A POST: decoding, system fields, strategy, validation, commit (AP-1..AP-11). */
export async function createObject(
  context: RegistryContext,
  sent: KubernetesObject,
  options: CreateOptions,
): Promise<Stored> {
  const resource = context.catalogue.find(sent);
  if (!resource.definition.verbs.includes("create")) throw methodNotAllowed(resource, "create");
  if (context.isTerminating(resource)) throw definitionTerminating(resource);
  const turns = context.turns.ofRequest();
  try {
    const decoding = decodeAndDefault(resource, sent, { write: options }, turns);
    const decoded = isPending(decoding) ? await decoding : decoding;
    const afterDecoding = turns.betweenPhases();
    if (afterDecoding !== undefined) await afterDecoding;
    const owned = withManager(context, { resource, before: undefined, after: decoded, subresource: "" }, options);
    const recorded = settled(owned, turns.phases);
    const managed = isPending(recorded) ? await recorded : recorded;
    const afterManager = managed === decoded ? undefined : turns.betweenPhases();
    if (afterManager !== undefined) await afterManager;
    const { resourceVersion } = decoded.metadata;
    return await insertObject(
      context,
      { resource, decoded: withoutSystemFields(managed), turns, resourceVersion },
      options,
    );
  } finally {
    turns.end();
  }
}

/** A decoded object with updated managed fields. */
interface DecodedCreation {
  readonly resource: Resource;
  readonly decoded: KubernetesObject;
  readonly turns: RequestTurns;
  /** The version that the client has sent. */
  readonly resourceVersion?: string | undefined;
}

/** The part of a create after decoding and updating managed fields; also used by an update of a missing name and an apply. */
export async function insertObject(
  context: RegistryContext,
  { resource, decoded, turns, resourceVersion }: DecodedCreation,
  options: CreateOptions,
): Promise<Stored> {
  const loading = loadStrategy(context, resource);
  if (isPending(loading)) await loading;
  const admission = context.admission.stepsFor("CREATE", resource, "");
  const mutated =
    admission?.mutate(decoded, (object) => creationRequest({ resource, subresource: "", object }, options)) ?? decoded;
  const admitted = inSameNamespace(resource, decoded, isPending(mutated) ? await turns.outside(mutated) : mutated);
  const { metadata } = admitted;
  const generated = (metadata.name ?? "") === "" && (metadata.generateName ?? "") !== "";
  for (let attempt = 1; ; attempt++) {
    const name = generated ? generateName(metadata.generateName as string, context.random) : (metadata.name ?? "");
    const prepared = prepare(context, { resource, decoded: toWorking(resource, admitted), name, turns }, options);
    const object = isPending(prepared) ? await prepared : prepared;
    const outcome = insertOnce(context, { resource, object, turns, admission, resourceVersion }, options);
    const result = isPending(outcome) ? await outcome : outcome;
    if (result.type === "created") {
      // The next step serialises the object.
      const afterCommit = turns.hasGivenWay ? turns.betweenPhases() : undefined;
      if (afterCommit !== undefined) await afterCommit;
      const served = toServed(resource, result.object);
      return isPending(served) ? await turns.outside(served) : served;
    }
    if (result.type === "claimed") continue;
    if (!generated) {
      throw alreadyExists(resource, name, result.current?.metadata.deletionTimestamp !== undefined);
    }
    if (attempt === maximumNameAttempts) throw generatedNameTaken(resource, name);
  }
}

/** The object after mutating admission, which may not move it (upstream: rest.EnsureObjectNamespaceMatchesRequestNamespace). */
function inSameNamespace(resource: Resource, sent: KubernetesObject, admitted: KubernetesObject): KubernetesObject {
  const { namespace = "" } = sent.metadata;
  const { namespace: now = "" } = admitted.metadata;
  if (now === namespace || !resource.definition.namespaced) return admitted;
  if (now !== "") throw namespaceMismatch();
  return copyWith(admitted, { metadata: copyWith(admitted.metadata, { namespace }) });
}

interface Preparation {
  readonly resource: Resource;
  readonly decoded: KubernetesObject;
  readonly name: string;
  readonly turns: RequestTurns;
}

function prepare(
  context: RegistryContext,
  { resource, decoded, name, turns }: Preparation,
  options: CreateOptions,
): MaybePromise<KubernetesObject> {
  const { strategy, definition } = resource;
  const onWarning = options.onWarning ?? ignoreWarning;
  const { metadata } = decoded;
  const generation = strategy.generation?.initial ?? metadata.generation;
  const started = copyWith(decoded, {
    metadata: buildMetadata({
      name,
      generateName: metadata.generateName,
      namespace: definition.namespaced ? metadata.namespace : undefined,
      uid: context.random.uuid(),
      generation,
      creationTimestamp: timestampNow(context),
      labels: metadata.labels,
      annotations: metadata.annotations,
      ownerReferences: withoutDuplicateOwners(metadata.ownerReferences, onWarning),
      finalizers: metadata.finalizers,
      managedFields: metadata.managedFields,
    }),
  });
  const prepared = strategy.prepareForCreate?.(started, strategyContext(context, options)) ?? started;
  return settled(strategy.shareParts?.(prepared) ?? prepared, turns);
}

type Inserted =
  | { readonly type: "created"; readonly object: Stored }
  | { readonly type: "exists"; readonly current: Stored | undefined }
  /** Another object has what was allocated for this one: another allocation may succeed. */
  | { readonly type: "claimed" };

interface Insertion {
  readonly resource: Resource;
  readonly object: KubernetesObject;
  readonly turns: RequestTurns;
  readonly admission: AdmissionSteps | undefined;
  /** The version that the client has sent. */
  readonly resourceVersion: string | undefined;
  /** What the object has been allocated. */
  readonly claims: Claims | undefined;
}

function insertOnce(
  context: RegistryContext,
  { resource, object, turns, admission, resourceVersion }: Omit<Insertion, "claims">,
  options: CreateOptions,
): MaybePromise<Inserted> {
  const { strategy } = resource;
  const reservation = strategy.beginCreate?.(object, strategyContext(context, options));
  let committed = false;
  let pending = false;
  const settle = (inserted: Inserted): Inserted => {
    committed = inserted.type === "created" && options.dryRun !== true;
    return inserted;
  };
  try {
    const reserved = reservation?.object ?? object;
    const validated = validate(resource, reserved, turns);
    const insert = () => {
      const { onWarning } = options;
      if (onWarning !== undefined) for (const text of strategy.warningsOnCreate?.(reserved) ?? []) onWarning(text);
      const { claims } = reservation ?? {};
      return insertSized(context, { resource, object: reserved, turns, admission, resourceVersion, claims }, options);
    };
    const inserted = andThen(validated, () => andThen(turns.betweenPhases(), insert));
    if (!isPending(inserted)) return settle(inserted);
    pending = true;
    return inserted.then(settle).finally(() => reservation?.finish(committed));
  } finally {
    if (!pending) reservation?.finish(committed);
  }
}

/** Throws StoreError `Invalid`. */
function validate(resource: Resource, object: KubernetesObject, turns: RequestTurns): MaybePromise<void> {
  const { metadata } = object;
  const { strategy } = resource;
  const ofMetadata = validateObjectMeta(metadata, {
    namespaced: resource.definition.namespaced,
    nameFormat: strategy.nameFormat,
    nameFaults: strategy.nameFaults && ((name) => strategy.nameFaults?.(name, object) ?? []),
    qualifiedFinalizers: strategy.qualifiedFinalizers,
  });
  const refuse = (found: readonly StatusCause[]) => {
    const causes = [...ofMetadata, ...found];
    if (causes.length > 0) throw invalid(resource, metadata.name ?? "", causes);
  };
  const found = strategy.validateCreate?.(object) ?? noCauses;
  return andThen(found instanceof Promise ? turns.outside(found) : settled(found, turns), refuse);
}

/** While the write yielded, the kind may have been removed. */
function checkStillServed(context: RegistryContext, resource: Resource, { apiVersion, kind }: KubernetesObject): void {
  context.catalogue.find({ apiVersion, kind });
  if (context.isTerminating(resource)) throw definitionTerminating(resource);
}

/** Validating admission, right before the object is written. */
function admit({ resource, object, admission }: Insertion, options: CreateOptions): MaybePromise<void> {
  return admission?.validate(() =>
    creationRequest({ resource, subresource: "", object: fromWorking(resource, object) }, options),
  );
}

function insertSized(context: RegistryContext, insertion: Insertion, options: CreateOptions): MaybePromise<Inserted> {
  const { resource, object, turns } = insertion;
  const within = andThen(turns.outside(toStored(resource, object)), (kept) =>
    options.dryRun === true ? kept : settled(withinSize(resource, kept), turns.phases),
  );
  if (turns.hasGivenWay) return insertInTurns(context, insertion, within, options);
  return andThen(within, (sized) => insertAdmitted(context, insertion, sized, options));
}

function insertAdmitted(
  context: RegistryContext,
  insertion: Insertion,
  kept: KubernetesObject,
  options: CreateOptions,
): MaybePromise<Inserted> {
  return andThen(insertion.turns.outside(admit(insertion, options)), () => {
    if (insertion.turns.hasGivenWay) checkStillServed(context, insertion.resource, insertion.object);
    return write(context, insertion, kept, options);
  });
}

async function insertInTurns(
  context: RegistryContext,
  insertion: Insertion,
  within: MaybePromise<KubernetesObject>,
  options: CreateOptions,
): Promise<Inserted> {
  const kept = await within;
  await insertion.turns.betweenPhases();
  return insertAdmitted(context, insertion, kept, options);
}

function write(
  context: RegistryContext,
  { resource, object, resourceVersion, claims }: Insertion,
  kept: KubernetesObject,
  options: CreateOptions,
): MaybePromise<Inserted> {
  const key = storageKey(resource, object.metadata.namespace, object.metadata.name ?? "");
  if (options.dryRun === true) {
    const current = context.backend.get(key);
    const answer = (found: Stored | undefined): Inserted =>
      found === undefined
        ? { type: "created", object: withVersionOf(kept, resourceVersion) }
        : { type: "exists", current: found };
    return isPending(current) ? current.then(answer) : answer(current);
  }
  refuseResourceVersion(resourceVersion);
  const result = context.backend.commit({ type: "create", key, object: kept, claims });
  const answer = (outcome: Awaited<typeof result>): MaybePromise<Inserted> => {
    if (outcome.type === "conflict") return { type: "exists", current: outcome.current };
    if (outcome.type === "claimed") {
      resource.strategy.claimedByOthers?.(outcome.claims);
      return outcome;
    }
    const { object } = outcome;
    return once(context.committed({ type: "create", key, object }), { type: "created", object });
  };
  return isPending(result) ? result.then(answer) : answer(result);
}

/** Without the fields that only the server sets, so that no admission plugin sees a client's (upstream: rest.WipeObjectMetaSystemFields). */
function withoutSystemFields(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (!(uid || creationTimestamp || deletionTimestamp) && deletionGracePeriodSeconds === undefined) return object;
  return copyWith(object, {
    metadata: buildMetadata(
      copyWith(metadata, {
        uid: undefined,
        creationTimestamp: undefined,
        deletionTimestamp: undefined,
        deletionGracePeriodSeconds: undefined,
      }),
    ),
  });
}

/** AP-2: upstream's storage responds with 500, after validation and admission; what is no number above 0 is ignored. */
function refuseResourceVersion(sent = ""): void {
  if (/^0*[1-9]\d*$/.test(sent)) {
    throw new StoreError("InternalError", "resourceVersion should not be set on objects to be created");
  }
}

/** A dry run does not reach upstream's storage: its response has the version that was sent. */
function withVersionOf(kept: KubernetesObject, resourceVersion = ""): Stored {
  if (resourceVersion === "") return kept as Stored;
  return copyWith(kept, { metadata: copyWith(kept.metadata, { resourceVersion }) }) as Stored;
}
