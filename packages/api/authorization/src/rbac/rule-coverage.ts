import { type PolicyRule, urlCovers } from "./rule-matching.js";

/**
 * The parts of `wanted` that `owned` does not cover, as rules with one verb and one resource, name or path each; empty
 * if everything is covered (upstream: component-helpers/auth/rbac/validation, Covers).
 */
export function uncovered(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap(atoms).filter((atom) => !owned.some((rule) => coversAtom(rule, atom)));
}

/** A rule of exactly one verb, with a group, a resource and perhaps a name, or with a path. */
interface Atom extends PolicyRule {
  readonly verbs: readonly [string];
}

/** The rule as rules that each allow one thing. */
function atoms(rule: PolicyRule): readonly Atom[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb): readonly Atom[] => {
        const atom: Atom = { verbs: [verb], apiGroups: [group], resources: [resource] };
        if (resourceNames.length === 0) return [atom];
        return resourceNames.map((name) => ({ ...atom, resourceNames: [name] }));
      }),
    ),
  );
  const ofUrls = nonResourceURLs.flatMap((url) =>
    verbs.map((verb): Atom => ({ verbs: [verb], nonResourceURLs: [url] })),
  );
  return [...ofResources, ...ofUrls];
}

function coversAtom(rule: PolicyRule, atom: Atom): boolean {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const covers = (list: readonly string[], items: readonly string[] = []) =>
    list.includes("*") || items.every((item) => list.includes(item));
  return (
    covers(verbs, atom.verbs) &&
    covers(apiGroups, atom.apiGroups) &&
    (atom.resources ?? []).every((resource) => coversResource(resources, resource)) &&
    (resourceNames.length === 0 || atom.resourceNames?.every((name) => resourceNames.includes(name)) === true) &&
    (atom.nonResourceURLs ?? []).every((url) => nonResourceURLs.some((own) => urlCovers(own, url)))
  );
}

function coversResource(resources: readonly string[], resource: string): boolean {
  if (resources.includes("*") || resources.includes(resource)) return true;
  const slash = resource.indexOf("/");
  return slash >= 0 && resources.includes(`*${resource.slice(slash)}`);
}
