import { deepFreeze, type KubernetesObject, RecentMemo, type Stored, StoreError } from "@engenho/core";
import { applyDefaults, deepEqual, jsonOf, objectOf, pruneStored, type SchemaNode } from "@engenho/machinery";
import type { CustomVersions } from "@engenho/registry";
import { versionOf, weightOf } from "@engenho/storage";
import { conversionFailure } from "./conversion-failure.js";
import type { CustomResourceDefinition, DefinitionConversion } from "./definition.js";

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
export function customVersionsOf(definition: CustomResourceDefinition, options: VersionsOptions): CustomVersions {
  const { group, versions = [], conversion } = definition.spec ?? {};
  const schemas = new Map(versions.map(({ name, schema }) => [`${group}/${name}`, schema?.openAPIV3Schema]));
  const { before, storedApiVersion, writtenUntil } = options;
  if (before instanceof SchemaVersions && before.isFor(schemas, conversion, storedApiVersion)) return before;
  return new SchemaVersions({ schemas, conversion, storedApiVersion, writtenUntil: Number(writtenUntil) });
}

/** An object as read in each version. */
interface Readings {
  /** The definition's versions that produced them. */
  readonly by: CustomVersions;
  readonly versions: Map<string, object>;
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

  complete<T extends KubernetesObject>(object: T): T {
    return this.served(object, object.apiVersion);
  }

  served<T extends KubernetesObject>(object: T, apiVersion: string): T {
    const isKept = object.apiVersion === apiVersion;
    if (isKept && !this.#differ && versionOf(object as Stored) > this.#parts.writtenUntil) return object;
    if (!Object.isFrozen(object)) return this.#serve(object, apiVersion);
    const known = reads.get(object);
    const readings = known?.by === this ? known : { by: this, versions: new Map<string, object>(), bytes: 0 };
    const read = readings.versions.get(apiVersion);
    if (read !== undefined) return read as T;
    const made = this.#serve(object, apiVersion);
    readings.versions.set(apiVersion, made);
    readings.bytes += made === object ? 0 : weightOf(made);
    reads.set(object, readings);
    return made;
  }

  stored(object: KubernetesObject): KubernetesObject {
    return this.#converted(object, this.#parts.storedApiVersion);
  }

  #serve<T extends KubernetesObject>(object: T, apiVersion: string): T {
    return deepFreeze(this.#converted(this.#filled(object), apiVersion));
  }

  /** Pruned and defaulted by the object's storage version. A version that is no longer defined changes nothing. */
  #filled<T extends KubernetesObject>(object: T): T {
    if (!this.#parts.schemas.has(object.apiVersion)) return object;
    const schema = this.#parts.schemas.get(object.apiVersion);
    const pruned = this.#pruned(schema, object);
    return schema === undefined ? pruned : (applyDefaults(schema, pruned) as T);
  }

  #converted<T extends KubernetesObject>(object: T, apiVersion: string): T {
    if (object.apiVersion === apiVersion) return object;
    const { schemas, conversion } = this.#parts;
    if (!schemas.has(object.apiVersion)) {
      const message = `request to convert CR from an invalid group/version: ${object.apiVersion}`;
      throw new StoreError("InternalError", message);
    }
    if (conversion?.strategy === "Webhook") throw conversionFailure(object, conversion);
    const renamed = { ...object, apiVersion };
    return this.#differ ? this.#pruned(schemas.get(apiVersion), renamed) : renamed;
  }

  #pruned<T extends KubernetesObject>(schema: SchemaNode | undefined, object: T): T {
    return objectOf(pruneStored(schema ?? nothing, jsonOf(object))) as T;
  }
}

const nothing: SchemaNode = {};
