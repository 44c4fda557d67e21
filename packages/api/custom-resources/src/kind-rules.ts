import type { KubernetesObject, Stored } from "@engenho/core";
import { deepEqual } from "@engenho/machinery";
import type { CustomKind, KindDefinition, Strategy } from "@engenho/registry";
import { hasBrokenBundle } from "./conversion-checks.js";
import type { ConversionTools, CustomKindRules, KindBefore, KindNames } from "./custom-kind-rules.js";
import { customResourceStrategy } from "./custom-resource-strategy.js";
import { customVersionsOf } from "./custom-versions.js";
import {
  type CustomResourceDefinition,
  conditionOf,
  type DefinitionCondition,
  type DefinitionNames,
  isConditionTrue,
  withCondition,
} from "./definition.js";
import { customKindWarnings } from "./finalizer-warnings.js";
import { kindDefinitionsOf, storageVersionOf } from "./kind-definitions.js";

/** How CustomResourceDefinitions become kinds: the logic of upstream's naming, establishing and finalizing controllers. */
export const customKindRules: CustomKindRules = { withStatus, withoutObjects, kindOf };

function withStatus(stored: Stored, others: readonly KindNames[], now: string): KubernetesObject {
  const definition = stored as Stored<CustomResourceDefinition>;
  const requested = definition.spec?.names ?? {};
  const accepted = definition.status?.acceptedNames ?? {};
  const { names, conflict } = acceptNames(requested, accepted, others);
  const established = isConditionTrue(definition, "Established");
  const before = definition.status?.conditions ?? [];
  const named = withCondition(before, namesAccepted(conflict), now);
  const conditions = established ? named : withCondition(named, establishedBy(conflict, definition), now);
  const storage = storageVersionOf(definition);
  const known = definition.status?.storedVersions ?? [];
  const storedVersions = storage === undefined || known.includes(storage) ? known : [...known, storage];
  if (conditions === before && storedVersions === known && sameNames(names, accepted)) return definition;
  return {
    ...definition,
    status: { ...definition.status, conditions, acceptedNames: names, storedVersions },
  } as KubernetesObject;
}

interface Conflict {
  readonly reason: string;
  readonly message: string;
}

/**
 * Each name is accepted if it is free or the definition's own; the last conflict is reported (upstream:
 * calculateNamesAndConditions).
 */
function acceptNames(
  requested: DefinitionNames,
  accepted: DefinitionNames,
  others: readonly KindNames[],
): { readonly names: DefinitionNames; readonly conflict: Conflict | undefined } {
  const resources = new Set(others.flatMap(({ plural, singular, shortNames }) => [plural, singular, ...shortNames]));
  const kinds = new Set(others.flatMap(({ kind, listKind }) => [kind, listKind]));
  const names: { -readonly [Name in keyof DefinitionNames]: DefinitionNames[Name] } = { ...accepted };
  let conflict: Conflict | undefined;
  const clash = (name: string) => `"${name}" is already in use`;
  const accept = (field: "plural" | "singular" | "kind" | "listKind", used: ReadonlySet<string>, reason: string) => {
    const name = requested[field];
    if (name === undefined) return;
    if (name !== accepted[field] && used.has(name)) conflict = { reason, message: clash(name) };
    else names[field] = name;
  };
  accept("plural", resources, "PluralConflict");
  accept("singular", resources, "SingularConflict");
  const taken = (requested.shortNames ?? []).filter(
    (name) => !accepted.shortNames?.includes(name) && resources.has(name),
  );
  if (taken.length > 0) {
    const texts = taken.map(clash);
    conflict = {
      reason: "ShortNamesConflict",
      message: texts.length === 1 ? (texts[0] as string) : `[${texts.join(", ")}]`,
    };
  } else if (requested.shortNames === undefined) delete names.shortNames;
  else names.shortNames = requested.shortNames;
  accept("kind", kinds, "KindConflict");
  accept("listKind", kinds, "ListKindConflict");
  if (requested.categories === undefined) delete names.categories;
  else names.categories = requested.categories;
  return { names, conflict };
}

function namesAccepted(conflict: Conflict | undefined): Omit<DefinitionCondition, "lastTransitionTime"> {
  if (conflict !== undefined) return { type: "NamesAccepted", status: "False", ...conflict };
  return { type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found" };
}

/** Upstream is briefly `Installing`; here the write itself serves the kind. */
function establishedBy(
  conflict: Conflict | undefined,
  { spec }: CustomResourceDefinition,
): Omit<DefinitionCondition, "lastTransitionTime"> {
  if (conflict !== undefined) {
    return { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" };
  }
  if (hasBrokenBundle(spec?.conversion)) {
    const message = "The conversion webhook CABundle is invalid";
    return { type: "Established", status: "False", reason: "InvalidCABundle", message };
  }
  return {
    type: "Established",
    status: "True",
    reason: "InitialNamesAccepted",
    message: "the initial names have been accepted",
  };
}

function sameNames(left: DefinitionNames, right: DefinitionNames): boolean {
  const list = (names: readonly string[] = []) => names.join(" ");
  return (
    left.plural === right.plural &&
    left.singular === right.singular &&
    left.kind === right.kind &&
    left.listKind === right.listKind &&
    list(left.shortNames) === list(right.shortNames) &&
    list(left.categories) === list(right.categories)
  );
}

function withoutObjects(stored: Stored, now: string): KubernetesObject {
  const definition = stored as Stored<CustomResourceDefinition>;
  if (conditionOf(definition, "Terminating") === undefined) return definition;
  const done = {
    type: "Terminating",
    status: "False",
    reason: "InstanceDeletionCompleted",
    message: "removed all instances",
  };
  const conditions = withCondition(definition.status?.conditions ?? [], done, now);
  return { ...definition, status: { ...definition.status, conditions } } as KubernetesObject;
}

/** A kind with the definition that it was derived from. */
interface DefinedKind extends CustomKind {
  /** The definitions as data, without their strategies. */
  readonly data: readonly KindDefinition[];
  readonly spec: CustomResourceDefinition["spec"];
  readonly names: DefinitionNames | undefined;
}

function kindOf(stored: Stored, { kind, writtenUntil }: KindBefore, tools: ConversionTools): CustomKind | undefined {
  const definition = stored as Stored<CustomResourceDefinition>;
  const { spec, status } = definition;
  const storage = storageVersionOf(definition);
  if (!isConditionTrue(definition, "Established") || storage === undefined) return undefined;
  const before = kind as DefinedKind | undefined;
  const names = status?.acceptedNames;
  if (before !== undefined && deepEqual(before.spec, spec) && deepEqual(before.names, names)) return before;
  const storedApiVersion = `${spec?.group}/${storage}`;
  const versions = customVersionsOf(definition, { storedApiVersion, before: before?.versions, writtenUntil }, tools);
  const data = kindDefinitionsOf(definition);
  const definitions = data.map((next) => {
    const index = before?.data.findIndex(({ version }) => version === next.version) ?? -1;
    const known = before?.definitions[index];
    return known !== undefined && deepEqual(before?.data[index], next) ? known : withStrategy(next, tools);
  });
  const served: DefinedKind = { data, definitions, storedApiVersion, versions, spec, names };
  return served;
}

function withStrategy(data: KindDefinition, tools: ConversionTools): KindDefinition {
  const strategy = (): Strategy => ({
    ...customResourceStrategy(definition, tools),
    ...customKindWarnings,
  });
  const definition: KindDefinition = { ...data, strategy };
  return definition;
}
