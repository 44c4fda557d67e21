/** An entry of a definition's `x-kubernetes-unions`: which field must be set for which value of the discriminator. */
export interface Union {
  /** The field whose value selects the other field. */
  readonly discriminator: string;
  /** The value of the discriminator that goes with each field: `{localhostProfile: "LocalhostProfile"}`. */
  readonly "fields-to-discriminateBy": Readonly<Record<string, string>>;
}

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
 * A node of a structural schema, in the form of OpenAPI v3 with Kubernetes' extensions. The `openAPIV3Schema` of a
 * CustomResourceDefinition is a SchemaNode. `$ref` contains the name of a definition such as `io.k8s.api.core.v1.PodSpec`, not
 * a JSON pointer; its siblings belong to the field and take precedence (see `resolve`).
 */
export interface SchemaNode {
  /** The definition that describes the value, by its name in the catalogue. */
  readonly $ref?: string;
  /** The JSON type. Absent for values of any type, and where `x-kubernetes-int-or-string` replaces it. */
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  /** `int32`, `int64`, `double`, `byte`, `date-time`, `int-or-string`, `quantity`, or a custom resource's own. */
  readonly format?: string;
  /** Has no prototype in the built-in catalogue, so that a field called `constructor` is simply absent. */
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  /** The properties that must be present. */
  readonly required?: readonly string[];
  /** The schema of a list's elements. */
  readonly items?: SchemaNode;
  /** The schema of a map's values; `true` allows any value, `false` none. */
  readonly additionalProperties?: SchemaNode | boolean;
  /** The allowed values; absent: any. */
  readonly enum?: readonly unknown[];
  /** The value of an absent field whose parent is present: see `applyDefaults`. */
  readonly default?: unknown;
  /** Whether `null` is a valid value. Default false: `applyDefaults` treats `null` as absent. */
  readonly nullable?: boolean;

  /** A human-readable text, which `kubectl explain` prints. */
  readonly description?: string;
  /** A short human-readable name; not validated. */
  readonly title?: string;
  /** An example for documentation; not validated. */
  readonly example?: unknown;
  /** A link to further documentation; not validated. */
  readonly externalDocs?: { readonly description?: string; readonly url?: string };

  /** The regular expression, in RE2 syntax, that must match somewhere in the string. */
  readonly pattern?: string;
  /** The minimum length of the string, in Unicode code points. */
  readonly minLength?: number;
  /** The maximum length of the string, in Unicode code points. */
  readonly maxLength?: number;
  /** The minimum, unless `exclusiveMinimum` excludes it. */
  readonly minimum?: number;
  /** The maximum, unless `exclusiveMaximum` excludes it. */
  readonly maximum?: number;
  /** Whether `minimum` itself is not allowed. Default false. */
  readonly exclusiveMinimum?: boolean;
  /** Whether `maximum` itself is not allowed. Default false. */
  readonly exclusiveMaximum?: boolean;
  /** The value must be an integer multiple of this number. */
  readonly multipleOf?: number;
  /** The minimum number of list items. */
  readonly minItems?: number;
  /** The maximum number of list items. */
  readonly maxItems?: number;
  /** Whether items must differ. Custom resources only allow `false`. */
  readonly uniqueItems?: boolean;
  /** The minimum number of entries of an object or map. */
  readonly minProperties?: number;
  /** The maximum number of entries of an object or map. */
  readonly maxProperties?: number;
  /** Schemas all of which the value must satisfy. */
  readonly allOf?: readonly SchemaNode[];
  /** Schemas at least one of which the value must satisfy. */
  readonly anyOf?: readonly SchemaNode[];
  /** Schemas exactly one of which the value must satisfy. */
  readonly oneOf?: readonly SchemaNode[];
  /** A schema that the value must not satisfy. */
  readonly not?: SchemaNode;

  /** Whether the value is an integer or a string, such as a percentage. Replaces `type`. */
  readonly "x-kubernetes-int-or-string"?: boolean;
  /** Whether fields that the schema does not specify are kept instead of pruned. */
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  /** Whether the value is a complete object with `apiVersion`, `kind` and `metadata`. */
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
  /** CEL validation rules that the value must satisfy, in order. */
  readonly "x-kubernetes-validations"?: readonly ValidationRule[];
  /**
   * For an object: the fields whose zero value (`""`, 0, false, an empty list or map) equals absence, as upstream's Go types
   * decode and encode them. An extension of our own, in the built-in catalogue only: `describe` omits it.
   */
  readonly "x-engenho-zero-is-absent"?: readonly string[];
  /** The kinds whose objects the definition describes; absent where it describes a part of an object. */
  readonly "x-kubernetes-group-version-kind"?: readonly GroupVersionKind[];
  /** Only in the results of `describe`. */
  readonly "x-kubernetes-unions"?: readonly Union[];
}
