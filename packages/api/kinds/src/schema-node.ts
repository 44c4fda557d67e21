import type { Union } from "./unions.js";

/**
 * One rule of `x-kubernetes-validations`: a CEL expression that an object of a custom kind must satisfy
 * (apiextensions.k8s.io/v1 ValidationRule).
 */
export interface ValidationRule {
  /** The CEL expression; `self` is the value at this schema node, `oldSelf` the value before an update. */
  readonly rule: string;
  /** The message of a violation. Default: `failed rule: ` and the rule. */
  readonly message?: string;
  /** A CEL expression for the message of a violation. It takes precedence over `message` unless it fails or is blank. */
  readonly messageExpression?: string;
  /**
   * The reason of the StatusCause: `FieldValueInvalid`, `FieldValueForbidden`, `FieldValueRequired` or
   * `FieldValueDuplicate`. Default: the first.
   */
  readonly reason?: string;
  /** The field that a violation is reported for, relative to this node: `.spec.replicas`. Default: the node itself. */
  readonly fieldPath?: string;
  /** Whether a transition rule also runs at creation, with `oldSelf` as an optional. Default false. */
  readonly optionalOldSelf?: boolean;
}

/** The group, version and kind that a definition describes (`x-kubernetes-group-version-kind`). */
export interface GroupVersionKind {
  /** `""` is the core group. */
  readonly group: string;
  /** The API version without the group: `v1`. */
  readonly version: string;
  /** The kind in CamelCase: `Pod`. */
  readonly kind: string;
}

/**
 * One node of a structural schema, as OpenAPI v3 writes it with Kubernetes' extensions. The `openAPIV3Schema` of a
 * CustomResourceDefinition is a SchemaNode as it stands. `$ref` holds a definition's name such as
 * `io.k8s.api.core.v1.PodSpec`, not a JSON pointer; what stands beside it belongs to the field and wins (see `resolve`).
 */
export interface SchemaNode {
  /** The definition that describes the value, by its name in the catalogue. */
  readonly $ref?: string;
  /** The JSON type. Absent for values of any type, and where `x-kubernetes-int-or-string` says it. */
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  /** `int32`, `int64`, `double`, `byte`, `date-time`, `int-or-string`, `quantity`, or what a custom kind says. */
  readonly format?: string;
  /** Has no prototype in the built-in catalogue, so that a field called `constructor` is simply absent. */
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  /** The properties that must be present. */
  readonly required?: readonly string[];
  /** The schema of a list's elements. */
  readonly items?: SchemaNode;
  /** The schema of a map's values; `true` allows any value, `false` none. */
  readonly additionalProperties?: SchemaNode | boolean;
  /** The values that are allowed; absent: any. */
  readonly enum?: readonly unknown[];
  /** The value of an absent field whose parent is present: see `applyDefaults`. */
  readonly default?: unknown;
  /** Whether `null` is a valid value. Default false: `applyDefaults` treats `null` as absent. */
  readonly nullable?: boolean;

  /** A text for people, which `kubectl explain` shows. */
  readonly description?: string;
  /** A short name for people; not validated. */
  readonly title?: string;
  /** A value that documentation may show; not validated. */
  readonly example?: unknown;
  /** Where more is written about the value; not validated. */
  readonly externalDocs?: { readonly description?: string; readonly url?: string };

  /** The regular expression, in RE2 syntax, that must match somewhere in the string. */
  readonly pattern?: string;
  /** The shortest string that is allowed, in Unicode code points. */
  readonly minLength?: number;
  /** The longest string that is allowed, in Unicode code points. */
  readonly maxLength?: number;
  /** The lowest number that is allowed, unless `exclusiveMinimum` excludes it. */
  readonly minimum?: number;
  /** The highest number that is allowed, unless `exclusiveMaximum` excludes it. */
  readonly maximum?: number;
  /** Whether `minimum` itself is not allowed. Default false. */
  readonly exclusiveMinimum?: boolean;
  /** Whether `maximum` itself is not allowed. Default false. */
  readonly exclusiveMaximum?: boolean;
  /** The number that the value must be a whole multiple of. */
  readonly multipleOf?: number;
  /** The smallest number of elements of a list. */
  readonly minItems?: number;
  /** The greatest number of elements of a list. */
  readonly maxItems?: number;
  /** Whether elements must differ. In custom kinds only `false` is allowed. */
  readonly uniqueItems?: boolean;
  /** The smallest number of entries of an object or map. */
  readonly minProperties?: number;
  /** The greatest number of entries of an object or map. */
  readonly maxProperties?: number;
  /** Schemas that the value must satisfy all of. */
  readonly allOf?: readonly SchemaNode[];
  /** Schemas that the value must satisfy at least one of. */
  readonly anyOf?: readonly SchemaNode[];
  /** Schemas that the value must satisfy exactly one of. */
  readonly oneOf?: readonly SchemaNode[];
  /** A schema that the value must not satisfy. */
  readonly not?: SchemaNode;

  /** Whether the value is an integer or a string, such as a percentage. It takes the place of `type`. */
  readonly "x-kubernetes-int-or-string"?: boolean;
  /** Whether fields that the schema does not list are kept rather than pruned. */
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  /** Whether the value is a whole object with `apiVersion`, `kind` and `metadata`. */
  readonly "x-kubernetes-embedded-resource"?: boolean;
  /**
   * How apply merges a list: as a whole, by value, or by the keys in `x-kubernetes-list-map-keys`. Default `atomic`.
   */
  readonly "x-kubernetes-list-type"?: "atomic" | "set" | "map";
  /** The fields that identify an element of a list of type `map`. */
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  /** How apply merges an object or map: as a whole, or entry by entry. Default `granular`. */
  readonly "x-kubernetes-map-type"?: "atomic" | "granular";
  /** Strategic merge: `merge`, `replace`, `retainKeys`, or `merge,retainKeys`. Absent means `replace` for a list. */
  readonly "x-kubernetes-patch-strategy"?: string;
  /** Strategic merge: the field that identifies an element of a list with the strategy `merge`. */
  readonly "x-kubernetes-patch-merge-key"?: string;
  /** CEL rules that the value must satisfy, in their order. */
  readonly "x-kubernetes-validations"?: readonly ValidationRule[];
  /**
   * Of an object: the fields whose zero value (`""`, 0, false, an empty list or map) is the same as their absence, as
   * upstream's Go types read and write them. Our own extension, in the built-in catalogue only: `describe` leaves it out.
   */
  readonly "x-engenho-zero-is-absent"?: readonly string[];
  /** The kinds whose objects the definition describes; absent where it describes a part of an object. */
  readonly "x-kubernetes-group-version-kind"?: readonly GroupVersionKind[];
  /** In what `describe` gives only. */
  readonly "x-kubernetes-unions"?: readonly Union[];
}
