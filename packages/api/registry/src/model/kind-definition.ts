import type { KubernetesObject } from "@engenho/core";
import type { GroupVersionKind, SchemaNode } from "@engenho/machinery";
import type { Strategy } from "./strategy.js";
import type { SubresourceCreate } from "./subresource.js";

/** One column of a kind's Table (meta/v1 TableColumnDefinition), and how a custom kind fills it. */
export interface ColumnDefinition {
  /** The heading of the column. */
  readonly name: string;
  /** An OpenAPI type: `string`, `integer`, `number`, `boolean`; `date` in custom kinds. */
  readonly type: string;
  /** `name` marks the column of the object's name; `""` says nothing. */
  readonly format: string;
  /** A sentence for people, as upstream publishes it. */
  readonly description: string;
  /** 0 is always shown; above 0 only by wide output. */
  readonly priority: number;
  /** Custom kinds only (`additionalPrinterColumns`): where the cell is found. Built-in kinds are printed by code. */
  readonly jsonPath?: string;
}

/** Where `/scale` finds its numbers in the parent, as dotted paths: `.spec.replicas`. */
export interface ScalePaths {
  /** The number of replicas that is wanted: `spec.replicas` of the Scale. */
  readonly specReplicasPath: string;
  /** The number of replicas that was observed: `status.replicas` of the Scale. */
  readonly statusReplicasPath: string;
  /**
   * A label selector in the parent: either its string form (custom kinds) or a LabelSelector or map of labels
   * (built-in kinds), which becomes `status.selector`. Absent when the kind names none.
   */
  readonly labelSelectorPath?: string;
}

/** A path below an object's own: `/status`, `/scale`, `/binding`... */
export interface SubresourceDefinition {
  /** The last segment of the path: `status`. */
  readonly name: string;
  /** What discovery lists: `get`, `patch`, `update` or `create`. */
  readonly verbs: readonly string[];
  /** What its bodies are; the parent's own kind for `status`, `finalize` and the like. */
  readonly body: GroupVersionKind;
  /** The definition of the body in published OpenAPI documents. Default: that of the parent. */
  readonly schemaName?: string;
  /** The root of the body's schema; absent if the body is the parent kind. */
  readonly schema?: SchemaNode;
  /** Answers what is created there, of subresources with the verb `create`. Absent: `MethodNotAllowed`. */
  readonly create?: SubresourceCreate;
  /** Present on `scale` only. */
  readonly scale?: ScalePaths;
}

/**
 * What makes `metadata.generation` grow (AP-22). Every policy but `none` starts at 1.
 * - `none`: the kind keeps no generation.
 * - `spec`: a change of `spec`.
 * - `spec-or-annotations`: a change of `spec` or of `metadata.annotations` (Deployment).
 * - `template`: a change of `template` (PodTemplate).
 * - `content`: a change outside `metadata`, and outside `status` where the kind has `/status` (custom kinds).
 * - `content-or-labels`: a change outside `metadata`, or of `metadata.labels` (EndpointSlice).
 * - `fixed`: stays 1 (PriorityClass).
 */
export type GenerationPolicy =
  | "none"
  | "spec"
  | "spec-or-annotations"
  | "template"
  | "content"
  | "content-or-labels"
  | "fixed";

/**
 * What a DELETE does to dependents when it names no policy (AP-32). `unsupported`: the kind cannot own anything
 * (Event), so that a policy is not even recorded.
 */
export type DefaultDeletionPolicy = "background" | "orphan" | "unsupported";

/** Which stored kind an object of this kind is really kept as. */
export interface StoredKind {
  /** The group and version in which objects are stored: `v1`. */
  readonly apiVersion: string;
  /** The kind as which objects are stored. */
  readonly kind: string;
}

/** Conversion of a served version of another kind to and from its stored form. */
export interface KindConversion {
  /** An object of the served kind in the form in which it is stored. */
  toStored(object: KubernetesObject): KubernetesObject;
  /** A stored object in the form of the served kind. */
  toServed(object: KubernetesObject): KubernetesObject;
}

/** How objects of a kind are printed as rows of a Table. */
export interface KindPrinter {
  /** The cells of an object's row, one per column. `nowMs` is the current time in Unix milliseconds, for ages. */
  readonly cells: (item: Readonly<Record<string, unknown>>, nowMs: number) => readonly unknown[];
  /** The conditions of the row, such as that the object is completed. Default: none. */
  readonly conditions?: (item: Readonly<Record<string, unknown>>) => readonly TableRowCondition[];
}

/** meta/v1 TableRowCondition, such as that the object is completed. */
export interface TableRowCondition {
  readonly type: "Completed";
  readonly status: "True";
  /** One CamelCase word for programs. */
  readonly reason: string;
  /** A sentence for people, in upstream's words. */
  readonly message: string;
}

/** The value of a selectable field of an object, as text; `""` if it is absent. */
export type FieldReader = (object: object) => string;

/** The selectable fields of a kind in addition to those of all kinds. */
export interface KindFieldSelectors {
  /** The names of the fields, such as `spec.nodeName`, and what reads them. */
  readonly fields: readonly (readonly [field: string, reader: FieldReader])[];
  /** The error message for any other field. */
  readonly unsupported: (field: string) => string;
}

/**
 * Everything that a registry and a server need to know about one kind in one version. Built-in kinds, custom resources and
 * kinds of your own are all defined this way.
 */
export interface KindDefinition {
  /** `""` is the core group. */
  readonly group: string;
  /** The API version without the group: `v1beta1`. */
  readonly version: string;
  /** The kind in CamelCase: `ReplicaSet`. */
  readonly kind: string;
  /** The kind of its lists: `ReplicaSetList`. */
  readonly listKind: string;
  /** The resource name that paths contain: `replicasets`. */
  readonly plural: string;
  /** The name that kubectl accepts beside the plural: `replicaset`. */
  readonly singular: string;
  /** Abbreviations that kubectl accepts: `rs`. */
  readonly shortNames: readonly string[];
  /** Groups of kinds that kubectl lists together: `all`. */
  readonly categories: readonly string[];
  /** Whether objects belong to a namespace; false: they are cluster-scoped. */
  readonly namespaced: boolean;
  /** Discovery's verbs in upstream's order: alphabetical, but for custom kinds. */
  readonly verbs: readonly string[];
  /** The paths below an object, in the order in which discovery lists them. */
  readonly subresources: readonly SubresourceDefinition[];
  /**
   * The name of its definition in upstream's OpenAPI documents, and of its message in upstream's protobuf. Absent for a custom resource
   * and for a kind of your own: the definition is derived from the schema, and the kind is served as JSON and YAML.
   */
  readonly schemaName?: string;
  /** The root of its schema. It may be a getter: it is read when the kind is first used. */
  readonly schema: SchemaNode;
  /**
   * The kind's special behaviour, on top of what the definition says: `status` is only written through `/status`, generation
   * follows `hasGeneration`, deletion `defaultDeletionPolicy`. Called once per registry, when the kind is first used. Default: none.
   */
  readonly strategy?: () => Strategy;
  /** Default: the cells of the columns' `jsonPath`, or name and creation time. */
  readonly printer?: KindPrinter;
  /** The columns of the kind's Table, in their order. */
  readonly columns: readonly ColumnDefinition[];
  /** Default: only `metadata.name` and `metadata.namespace`, with upstream's default error message. */
  readonly fieldSelectors?: KindFieldSelectors;
  /** Custom kinds only: paths such as `spec.color` that field selectors may name (see `selectableFields`). */
  readonly selectableFields?: readonly string[];
  /** Set when the kind is a served view of another: events.k8s.io/v1 Event is stored as v1 Event. */
  readonly storedAs?: StoredKind;
  /** Set if the stored form differs in more than the apiVersion. */
  readonly conversion?: KindConversion;
  /**
   * The version that discovery's hash tells clients this kind is kept in: its own unless told, `""` for no hash, which is so of a
   * custom kind whose storage version is not served.
   */
  readonly storageVersion?: string;
  /** Which changes increase `metadata.generation`. */
  readonly hasGeneration: GenerationPolicy;
  /** What a DELETE without a propagation policy does to dependents. */
  readonly defaultDeletionPolicy: DefaultDeletionPolicy;
  /** What every request for this kind is warned of; absent for a kind that is not deprecated. */
  readonly deprecationWarning?: string;
}

/** The definition with another strategy. Getters are preserved. */
export function withStrategy(kind: KindDefinition, strategy: () => Strategy): KindDefinition {
  return Object.freeze(
    Object.defineProperties({} as KindDefinition, {
      ...Object.getOwnPropertyDescriptors(kind),
      strategy: { value: strategy, enumerable: true },
    }),
  );
}
