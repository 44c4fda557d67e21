import type { GroupVersionKind, SchemaNode } from "./schema-node.js";

/** One column of a kind's Table (meta/v1 TableColumnDefinition), and how a custom kind fills it. */
export interface ColumnDefinition {
  readonly name: string;
  /** An OpenAPI type: `string`, `integer`, `number`, `boolean`; `date` in custom kinds. */
  readonly type: string;
  /** `name` marks the column of the object's name; `""` says nothing. */
  readonly format: string;
  readonly description: string;
  /** 0 is always shown; above 0 only by wide output. */
  readonly priority: number;
  /** Custom kinds only (`additionalPrinterColumns`): where the cell is found. Built-in kinds are printed by code. */
  readonly jsonPath?: string;
}

/** Where `/scale` finds its numbers in the parent, as dotted paths: `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  /**
   * A label selector in the parent: either its string form (custom kinds) or a LabelSelector or map of labels
   * (built-in kinds), which becomes `status.selector`. Absent when the kind names none.
   */
  readonly labelSelectorPath?: string;
}

/** A path below an object's own: `/status`, `/scale`, `/binding`... */
export interface SubresourceDefinition {
  readonly name: string;
  /** What discovery lists: `get`, `patch`, `update` or `create`. */
  readonly verbs: readonly string[];
  /** What its bodies are; the parent's own kind for `status`, `finalize` and the like. */
  readonly body: GroupVersionKind;
  /** The body's definition in the schema catalogue; absent means that of the parent. */
  readonly schemaName?: string;
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
  readonly apiVersion: string;
  readonly kind: string;
}

/** Everything that is data about one served kind. */
export interface KindDefinition {
  /** `""` is the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Discovery's verbs in upstream's order: alphabetical, but for custom kinds. */
  readonly verbs: readonly string[];
  readonly subresources: readonly SubresourceDefinition[];
  /** Name of its definition in the schema catalogue; every built-in kind has one. */
  readonly schemaName?: string;
  /** Root of its schema, for a kind that the catalogue does not know (custom kinds). */
  readonly schema?: SchemaNode;
  readonly columns: readonly ColumnDefinition[];
  /** Custom kinds only: paths such as `spec.color` that field selectors may name (see `selectableFields`). */
  readonly selectableFields?: readonly string[];
  /** Set when the kind is a served view of another: events.k8s.io/v1 Event is stored as v1 Event. */
  readonly storedAs?: StoredKind;
  /**
   * The version that discovery's hash tells clients this kind is kept in: its own unless told, `""` for no hash, which is so of a
   * custom kind whose storage version is not served.
   */
  readonly storageVersion?: string;
  readonly hasGeneration: GenerationPolicy;
  readonly defaultDeletionPolicy: DefaultDeletionPolicy;
  /** What every request for this kind is warned of; absent for a kind that is not deprecated. */
  readonly deprecationWarning?: string;
}
