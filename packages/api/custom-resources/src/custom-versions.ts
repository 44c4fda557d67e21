import { deepFreeze, type KubernetesObject, RecentMemo, type Stored, StoreError } from "@engenho/core";
import {
  applyDefaults,
  deepEqual,
  isPending,
  jsonOf,
  type MaybePromise,
  objectOf,
  pruneStored,
  type SchemaNode,
} from "@engenho/machinery";
import type { CustomVersions } from "@engenho/registry";
import { versionOf, weightOf } from "@engenho/storage";
import type { ConversionTools } from "./custom-kind-rules.js";
import type { CustomResourceDefinition, DefinitionConversion } from "./definition.js";
import { type ConvertObjects, webhookConversion } from "./webhook-conversion.js";

/** Options of {@link customVersionsOf}. */
export interface VersionsOptions {
  /** The storage version, such as `example.com/v1`. */
  readonly storedApiVersion: string;
  /** The versions of the previous definition, if there was one. */
  readonly before: CustomVersions | undefined;
  /** The resourceVersion up to which objects may have been written under another schema. */
  readonly writtenUntil: string;
}

/** The versions of a definition's kind; the previous ones if neither the schemas nor the conversion have changed. */
export function customVersionsOf(
  definition: CustomResourceDefinition,
  options: VersionsOptions,
  tools: ConversionTools,
): CustomVersions {
  const { group, versions = [], conversion } = definition.spec ?? {};
  const schemas = new Map(versions.map(({ name, schema }) => [`${group}/${name}`, schema?.openAPIV3Schema]));
  const { before, storedApiVersion, writtenUntil } = options;
  if (before instanceof SchemaVersions && before.isFor(schemas, conversion, storedApiVersion)) return before;
  return new SchemaVersions({
    schemas,
    conversion,
    convert: conversion?.strategy === "Webhook" ? webhookConversion(conversion, tools) : undefined,
    storedApiVersion,
    writtenUntil: Number(writtenUntil),
  });
}

/** An object as read in each version. */
interface Readings {
  /** The definition's versions that produced them. */
  readonly by: CustomVersions;
  /** By apiVersion; a promise while a webhook converts. */
  readonly versions: Map<string, MaybePromise<object>>;
  /** Their approximate size in addition to the object itself. */
  bytes: number;
}

const readBytes = 32 * 1024 * 1024;
/** Custom objects as read in other versions: limited by bytes, because a kind may have many versions. */
const reads = new RecentMemo<object, Readings>(readBytes, ({ bytes }) => bytes);

type Schemas = ReadonlyMap<string, SchemaNode | undefined>;

interface Parts {
  readonly schemas: Schemas;
  readonly conversion: DefinitionConversion | undefined;
  /** Asks the webhook; undefined if versions differ in their apiVersion only. */
  readonly convert: ConvertObjects | undefined;
  readonly storedApiVersion: string;
  readonly writtenUntil: number;
}

/**
 * Reads like upstream's storage of custom resources: an object is pruned and defaulted by the schema of its storage version,
 * then converted, and pruned by the schema of the requested version.
 */
class SchemaVersions implements CustomVersions {
  readonly #parts: Parts;
  #haveOwnSchemas: boolean | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether the schemas differ: an object written in one version may then lack defaults of its storage version. */
  get #differ(): boolean {
    if (this.#haveOwnSchemas === undefined) {
      const [first, ...others] = this.#parts.schemas.values();
      this.#haveOwnSchemas = others.some((other) => !deepEqual(other, first));
    }
    return this.#haveOwnSchemas;
  }

  isFor(schemas: Schemas, conversion: DefinitionConversion | undefined, storedApiVersion: string): boolean {
    const own = this.#parts;
    return (
      own.storedApiVersion === storedApiVersion &&
      deepEqual(own.conversion, conversion) &&
      own.schemas.size === schemas.size &&
      [...schemas].every(([version, schema]) => own.schemas.has(version) && deepEqual(own.schemas.get(version), schema))
    );
  }

  get areConvertedByWebhook(): boolean {
    return this.#parts.convert !== undefined;
  }

  complete<T extends KubernetesObject>(object: T): T {
    if (this.#isAsStored(object)) return object;
    return this.#remembered(object, object.apiVersion, () => deepFreeze(this.#filled(object))) as T;
  }

  served<T extends KubernetesObject>(object: T, apiVersion: string): MaybePromise<T> {
    if (object.apiVersion === apiVersion) return this.complete(object);
    return this.#remembered(object, apiVersion, () => {
      const filled = this.#convertible(object, apiVersion);
      const { convert } = this.#parts;
      if (convert === undefined) return this.#finished(this.#renamed(filled, apiVersion), apiVersion);
      return convert([filled], apiVersion).then(([converted]) => this.#finished(converted as T, apiVersion));
    });
  }

  servedAll<T extends KubernetesObject>(objects: readonly T[], apiVersion: string): MaybePromise<readonly T[]> {
    const { convert } = this.#parts;
    if (convert === undefined) return objects.map((object) => this.served(object, apiVersion) as T);
    const asked = objects.filter(
      (object) => object.apiVersion !== apiVersion && !this.#isRemembered(object, apiVersion),
    );
    const filled = asked.map((object) => this.#convertible(object, apiVersion));
    const converting = asked.length === 0 ? undefined : convert(filled, apiVersion);
    const own = new Map<T, MaybePromise<T>>();
    for (const [index, object] of asked.entries()) {
      const later = () =>
        (converting as Promise<readonly KubernetesObject[]>).then((converted) =>
          this.#finished(converted[index] as T, apiVersion),
        );
      own.set(object, this.#remembered(object, apiVersion, later));
    }
    const served = objects.map((object) => own.get(object) ?? this.served(object, apiVersion));
    return served.some(isPending) ? Promise.all(served) : (served as T[]);
  }

  stored(object: KubernetesObject): MaybePromise<KubernetesObject> {
    const { convert, storedApiVersion } = this.#parts;
    if (object.apiVersion === storedApiVersion) return object;
    this.#checkKnown(object);
    if (convert === undefined) return this.#pruned(storedApiVersion, this.#renamed(object, storedApiVersion));
    return convert([object], storedApiVersion).then(([converted]) =>
      this.#pruned(storedApiVersion, converted as KubernetesObject),
    );
  }

  /** Whether an object is complete in its own version. One without a resourceVersion has just been decoded, for a dry run. */
  #isAsStored(object: KubernetesObject): boolean {
    if (this.#differ) return false;
    return object.metadata.resourceVersion === undefined || versionOf(object as Stored) > this.#parts.writtenUntil;
  }

  #isRemembered(object: KubernetesObject, apiVersion: string): boolean {
    const known = reads.get(object);
    return known?.by === this && known.versions.has(apiVersion);
  }

  /** What `make` makes of an object in a version: once, while it is in the memo. Objects that may change are not remembered. */
  #remembered<T extends KubernetesObject>(object: T, apiVersion: string, make: () => MaybePromise<T>): MaybePromise<T> {
    if (!Object.isFrozen(object)) return make();
    const known = reads.get(object);
    const readings =
      known?.by === this ? known : { by: this, versions: new Map<string, MaybePromise<object>>(), bytes: 0 };
    const read = readings.versions.get(apiVersion);
    if (read !== undefined) return read as MaybePromise<T>;
    const made = make();
    readings.versions.set(apiVersion, made);
    if (isPending(made)) {
      made.then(
        (later) => {
          readings.versions.set(apiVersion, later);
          readings.bytes += weightOf(later);
        },
        () => readings.versions.delete(apiVersion),
      );
    } else readings.bytes += made === object ? 0 : weightOf(made);
    reads.set(object, readings);
    return made;
  }

  /** An object that is to be converted: complete, and of a version that is defined. */
  #convertible<T extends KubernetesObject>(object: T, apiVersion: string): T {
    const filled = this.#filled(object);
    if (filled.apiVersion !== apiVersion) this.#checkKnown(filled);
    return filled;
  }

  #checkKnown({ apiVersion }: KubernetesObject): void {
    if (this.#parts.schemas.has(apiVersion)) return;
    throw new StoreError("InternalError", `request to convert CR from an invalid group/version: ${apiVersion}`);
  }

  #renamed<T extends KubernetesObject>(object: T, apiVersion: string): T {
    return { ...object, apiVersion };
  }

  #finished<T extends KubernetesObject>(converted: T, apiVersion: string): T {
    return deepFreeze(this.#pruned(apiVersion, converted));
  }

  /** Pruned and defaulted by the object's storage version. A version that is no longer defined changes nothing. */
  #filled<T extends KubernetesObject>(object: T): T {
    if (!this.#parts.schemas.has(object.apiVersion)) return object;
    const schema = this.#parts.schemas.get(object.apiVersion);
    const pruned = prune(schema, object);
    return schema === undefined ? pruned : (applyDefaults(schema, pruned) as T);
  }

  /** Pruned by the schema of its version, if it may have been converted from one with other fields. */
  #pruned<T extends KubernetesObject>(apiVersion: string, object: T): T {
    const { convert, schemas } = this.#parts;
    return convert !== undefined || this.#differ ? prune(schemas.get(apiVersion), object) : object;
  }
}

const nothing: SchemaNode = {};

function prune<T extends KubernetesObject>(schema: SchemaNode | undefined, object: T): T {
  return objectOf(pruneStored(schema ?? nothing, jsonOf(object))) as T;
}
