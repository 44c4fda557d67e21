/** The names of a controller. */
export interface ControllerNames {
  /** The current name in kube-controller-manager, such as `garbage-collector-controller`. */
  readonly name: string;
  /** Older or shorter names, such as `garbagecollector` and `gc`. */
  readonly aliases: readonly string[];
}

/**
 * Selects controllers by the rules of kube-controller-manager's `--controllers`: `*` enables all, `name` enables one, `-name`
 * disables one; an explicit name takes precedence over `*`, and the first mention of a controller over later ones. Throws
 * RangeError for an unknown name.
 */
export function selectControllers<T extends ControllerNames>(known: readonly T[], selectors: readonly string[]): T[] {
  const find = (name: string) => known.find((each) => each.name === name || each.aliases.includes(name));
  const explicit = new Map<T, boolean>();
  let all = false;
  for (const selector of selectors) {
    if (selector === "*") {
      all = true;
      continue;
    }
    const wanted = !selector.startsWith("-");
    const controller = find(wanted ? selector : selector.slice(1));
    if (controller === undefined) {
      throw new RangeError(
        `"${selector}" is not a controller; known controllers: ${known.map((each) => each.name).join(", ")}`,
      );
    }
    if (!explicit.has(controller)) explicit.set(controller, wanted);
  }
  return known.filter((controller) => explicit.get(controller) ?? all);
}
