import type { Union } from "./unions.js";

/**
 * One rule of `x-kubernetes-validations`: a CEL expression that an object of a custom kind must satisfy
 * (apiextensions.k8s.io/v1 ValidationRule).
 */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** The group, version and kind that a definition describes (`x-kubernetes-group-version-kind`). */
export interface GroupVersionKind {
  /** `""` is the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * One node of a structural schema, as OpenAPI v3 writes it with Kubernetes' extensions. The `openAPIV3Schema` of a
 * CustomResourceDefinition is a SchemaNode as it stands. `$ref` holds a definition's name such as
 * `io.k8s.api.core.v1.PodSpec`, not a JSON pointer; what stands beside it belongs to the field and wins (see `resolve`).
 */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  /** `int32`, `int64`, `double`, `byte`, `date-time`, `int-or-string`, `quantity`, or what a custom kind says. */
  readonly format?: string;
  /** Has no prototype in the built-in catalogue, so that a field called `constructor` is simply absent. */
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly enum?: readonly unknown[];
  /** The value of an absent field whose parent is present: see `applyDefaults`. */
  readonly default?: unknown;
  readonly nullable?: boolean;

  readonly description?: string;
  readonly title?: string;
  readonly example?: unknown;
  readonly externalDocs?: { readonly description?: string; readonly url?: string };

  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly not?: SchemaNode;

  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-list-type"?: "atomic" | "set" | "map";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: "atomic" | "granular";
  /** Strategic merge: `merge`, `replace`, `retainKeys`, or `merge,retainKeys`. Absent means `replace` for a list. */
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-patch-merge-key"?: string;
  readonly "x-kubernetes-validations"?: readonly ValidationRule[];
  /**
   * Of an object: the fields whose zero value (`""`, 0, false, an empty list or map) is the same as their absence, as
   * upstream's Go types read and write them. Our own extension, in the built-in catalogue only: `describe` leaves it out.
   */
  readonly "x-engenho-zero-is-absent"?: readonly string[];
  readonly "x-kubernetes-group-version-kind"?: readonly GroupVersionKind[];
  /** In what `describe` gives only. */
  readonly "x-kubernetes-unions"?: readonly Union[];
}
