import type { KubernetesObject } from "@engenho/core";
import type { GroupVersionKind, SchemaNode } from "@engenho/machinery";
import type { Strategy } from "./strategy.js";
import type { SubresourceCreate } from "./subresource.js";

/** A column of a kind's Table (meta/v1 TableColumnDefinition), and the path of its cells for a custom resource. */
export interface ColumnDefinition {
  /** The heading of the column. */
  readonly name: string;
  /** An OpenAPI type: `string`, `integer`, `number`, `boolean`; also `date` in custom resources. */
  readonly type: string;
  /** `name` for the column of the object's name, otherwise `""`. */
  readonly format: string;
  /** A human-readable description, upstream's for built-in kinds. */
  readonly description: string;
  /** 0: always printed; greater than 0: only in wide output. */
  readonly priority: number;
  /** Custom resources only (`additionalPrinterColumns`): the JSONPath of the cell. Built-in kinds have printers. */
  readonly jsonPath?: string;
}

/** The paths of the parent's fields that `/scale` represents, such as `.spec.replicas`. */
export interface ScalePaths {
  /** The desired number of replicas: `spec.replicas` of the Scale. */
  readonly specReplicasPath: string;
  /** The observed number of replicas: `status.replicas` of the Scale. */
  readonly statusReplicasPath: string;
  /**
   * The parent's label selector, which becomes `status.selector`: its string form (custom resources), or a LabelSelector or map
   * of labels (built-in kinds). Absent if the kind has none.
   */
  readonly labelSelectorPath?: string;
}

/** A subresource: `/status`, `/scale`, `/binding`... */
export interface SubresourceDefinition {
  /** The last segment of the path: `status`. */
  readonly name: string;
  /** The verbs in discovery: `get`, `patch`, `update` or `create`. */
  readonly verbs: readonly string[];
  /** The kind of its bodies; the parent kind for `status`, `finalize` and similar ones. */
  readonly body: GroupVersionKind;
  /** The definition of the body in published OpenAPI documents. Default: that of the parent. */
  readonly schemaName?: string;
  /** The root of the body's schema; absent if the body is the parent kind. */
  readonly schema?: SchemaNode;
  /** The handler of POSTs, for subresources with the verb `create`. Without one they fail with `MethodNotAllowed`. */
  readonly create?: SubresourceCreate;
  /** Only for `scale`. */
  readonly scale?: ScalePaths;
  /**
   * Set if the subresource connects a client to something outside the store (`exec`, `proxy`): admission sees a CONNECT
   * whose object is the options in the query, and the server itself handles the request. `body` is the kind of those
   * options.
   */
  readonly connects?: true;
}

/**
 * Which changes increment `metadata.generation` (AP-22). Every policy except `none` starts at 1.
 * - `none`: the kind has no generation.
 * - `spec`: a change of `spec`.
 * - `spec-or-annotations`: a change of `spec` or of `metadata.annotations` (Deployment).
 * - `template`: a change of `template` (PodTemplate).
 * - `content`: a change outside `metadata`, and outside `status` if the kind has `/status` (custom resources).
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
 * What happens to dependents when a DELETE specifies no propagation policy (AP-32). `unsupported`: the kind cannot own anything
 * (Event), so that the policy is not recorded either.
 */
export type DefaultDeletionPolicy = "background" | "orphan" | "unsupported";

/** The kind that objects of this kind are stored as. */
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
  /** Those with an index, because lists by them must not visit every object of the kind. Default: none. */
  readonly indexed?: readonly string[];
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
  /** The singular resource name that kubectl accepts: `replicaset`. */
  readonly singular: string;
  /** Abbreviations that kubectl accepts, such as `rs`. */
  readonly shortNames: readonly string[];
  /** Groups of kinds that kubectl lists together: `all`. */
  readonly categories: readonly string[];
  /** Whether objects belong to a namespace; false: they are cluster-scoped. */
  readonly namespaced: boolean;
  /**
   * The verbs in discovery, in upstream's order: alphabetical, except for custom resources. A kind without `get` is not stored: the API
   * server answers its creation (reviews, Binding), and no Store knows it.
   */
  readonly verbs: readonly string[];
  /** The subresources, in the order of discovery. */
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
   * follows `hasGeneration`, deletion `defaultDeletionPolicy`. Called once per registry, when the kind is first used, with the feature
   * gates that the registry has enabled in addition to those of Kubernetes' defaults. Default: none.
   */
  readonly strategy?: (featureGates?: ReadonlySet<string>) => Strategy;
  /** Default: the cells of the columns' `jsonPath`, or name and creation time. Like `columns` it may be a getter: read for Tables alone. */
  readonly printer?: KindPrinter | undefined;
  /** The columns of the kind's Table, in order. */
  readonly columns: readonly ColumnDefinition[];
  /** Default: only `metadata.name` and `metadata.namespace`, with upstream's default error message. */
  readonly fieldSelectors?: KindFieldSelectors;
  /** Custom resources only: paths such as `spec.color` that field selectors can use (see `selectableFields`). */
  readonly selectableFields?: readonly string[];
  /** Set if the kind is a served version of another kind: events.k8s.io/v1 Event is stored as v1 Event. */
  readonly storedAs?: StoredKind;
  /** Set if the stored form differs in more than the apiVersion. */
  readonly conversion?: KindConversion;
  /**
   * The storage version from which discovery's hash is computed. Default: that of `storedAs`, or the kind's own version. `""` for no hash: for a
   * custom resource whose storage version is not served.
   */
  readonly storageVersion?: string;
  /** Which changes increment `metadata.generation`. */
  readonly hasGeneration: GenerationPolicy;
  /** What happens to dependents when a DELETE specifies no propagation policy. */
  readonly defaultDeletionPolicy: DefaultDeletionPolicy;
  /** Whether a DELETE is answered with the deleted object instead of a Status (AP-36). Default false. */
  readonly returnsDeletedObject?: boolean;
  /**
   * The objects of a kind that is read but not stored: they are computed for each request, without a uid or a
   * resourceVersion.
   */
  readonly computed?: () => readonly KubernetesObject[];
  /** The deprecation warning sent with every response for this kind; absent if it is not deprecated. */
  readonly deprecationWarning?: string;
}

/** Whether objects of a kind are stored, unlike reviews, which are only answered. */
export function isStored({ verbs }: Pick<KindDefinition, "verbs">): boolean {
  return verbs.includes("watch");
}
